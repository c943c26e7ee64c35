"""s3cmd, which is nobody's SDK: folders there and back, lists, and what becomes of them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import requests

from support.tree import files, plant


@pytest.fixture
def s3cmd(cloud, tmp_path):
    host = cloud.endpoint.removeprefix("http://")
    config = tmp_path / "s3cfg"
    config.write_text(
        f"[default]\naccess_key = {cloud.root.access_key}\nsecret_key = {cloud.root.secret}\n"
        f"host_base = {host}\nhost_bucket = {host}/%(bucket)\nuse_https = False\n"
        "bucket_location = us-east-1\nmultipart_chunk_size_mb = 5\n"
    )

    def run(*words):
        tool = Path(sys.executable).parent / "s3cmd"
        command = [tool, "-c", config, "--no-progress", *words]
        done = subprocess.run(command, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run


def test_a_folder_there_and_back(s3cmd, s3, name, tmp_path):
    tree = tmp_path / "tree"
    plant(tree, [n * 997 for n in range(30)], os.urandom)
    (tree / "large").write_bytes(os.urandom(12_000_000))
    s3cmd("mb", f"s3://{name}")
    s3cmd("sync", f"{tree}/", f"s3://{name}/tree/")
    assert s3cmd("sync", f"{tree}/", f"s3://{name}/tree/") == ""
    back = tmp_path / "back"
    s3cmd("sync", f"s3://{name}/tree/", f"{back}/")
    assert files(back) == files(tree)
    assert "-3" in s3.head_object(Bucket=name, Key="tree/large")["ETag"]
    s3cmd("del", "-r", f"s3://{name}/tree/")
    s3cmd("rb", f"s3://{name}")


def test_one_object_for_everybody(cloud, s3cmd, s3, bucket, tmp_path):
    s3.delete_public_access_block(Bucket=bucket)
    rules = {"Rules": [{"ObjectOwnership": "ObjectWriter"}]}
    s3.put_bucket_ownership_controls(Bucket=bucket, OwnershipControls=rules)
    (tmp_path / "page").write_text("hello")
    s3cmd("put", str(tmp_path / "page"), f"s3://{bucket}/open")
    s3cmd("put", str(tmp_path / "page"), f"s3://{bucket}/closed")
    s3cmd("setacl", "--acl-public", f"s3://{bucket}/open")
    assert requests.get(f"{cloud.endpoint}/{bucket}/open").text == "hello"
    assert requests.get(f"{cloud.endpoint}/{bucket}/closed").status_code == 403

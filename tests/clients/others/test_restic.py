"""restic, which keeps backups in S3: what it has put there comes back byte for byte, and of what it
forgets nothing is left."""

import json
import os
import random
import shutil
import subprocess

import pytest

from support.tree import files, plant


@pytest.fixture
def restic(cloud, name, tmp_path):
    if shutil.which("restic") is None:
        pytest.skip("BACKUPS OF RESTIC ARE NOT TESTED: there is no restic in the PATH")
    settings = cloud.environment() | {
        "AWS_ACCESS_KEY_ID": cloud.root.access_key,
        "AWS_SECRET_ACCESS_KEY": cloud.root.secret,
        "AWS_DEFAULT_REGION": "us-east-1",
        "RESTIC_REPOSITORY": f"s3:{cloud.endpoint}/{name}/backups",
        "RESTIC_PASSWORD": "correct horse",
        "RESTIC_CACHE_DIR": str(tmp_path / "cache"),
    }

    def run(*words):
        done = subprocess.run(["restic", *words], env=settings, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    return run


def change(tree, fill):
    """Some are other files now, some are gone, some are new; the large one is another inside."""
    for n, file in enumerate(sorted(p for p in tree.rglob("*") if p.is_file())):
        if n % 7 == 0:
            file.write_bytes(fill(n * 31))
        elif n % 11 == 0:
            file.unlink()
    plant(tree / "new", [n * 3_001 for n in range(40)], fill)
    with open(tree / "large", "r+b") as large:
        large.seek(9_000_000)
        large.write(fill(2_000_000))


def sizes(s3, bucket):
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket)
    return {each["Key"]: each["Size"] for page in pages for each in page.get("Contents", [])}


def snapshots(restic):
    return json.loads(restic("snapshots", "--json"))


def test_backups_there_and_back(restic, s3, name, tmp_path):
    tree, fill = tmp_path / "tree", random.Random(7).randbytes
    plant(tree, [n * 211 for n in range(400)], fill, folders=20)
    (tree / "large").write_bytes(fill(40_000_000))
    os.symlink("large", tree / "link")
    restic("init")
    restic("backup", str(tree))
    before = files(tree)
    change(tree, fill)
    restic("backup", str(tree))
    after = files(tree)
    restic("check", "--read-data")
    first, second = [each["id"] for each in snapshots(restic)]
    for id, wanted in ((first, before), (second, after)):
        restic("restore", id, "--target", str(tmp_path / id))
        assert files(tmp_path / id / tree.relative_to("/")) == wanted
    full = sum(sizes(s3, name).values())
    # What only the first held goes: the old middle of the large file above all.
    restic("forget", "--keep-last", "1", "--prune", "--max-unused", "0")
    assert [each["id"] for each in snapshots(restic)] == [second]
    assert sum(sizes(s3, name).values()) < full - 1_000_000
    restic("check", "--read-data")
    shutil.rmtree(tmp_path / second)
    restic("restore", "latest", "--target", str(tmp_path / second))
    assert files(tmp_path / second / tree.relative_to("/")) == after
    assert not [key for key in sizes(s3, name) if "/locks/" in key]

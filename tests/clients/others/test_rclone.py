"""rclone: trees there and back, from bucket to bucket, and compared by every byte."""

import random
import shutil
import subprocess

import pytest

from support.tree import files, plant


@pytest.fixture
def rclone(cloud):
    if shutil.which("rclone") is None:
        pytest.skip("RCLONE IS NOT TESTED: there is no rclone in the PATH")
    settings = cloud.environment() | {
        "RCLONE_CONFIG_HERE_TYPE": "s3",
        # Its "AWS" has no paths with buckets in them; the rest here is what "AWS" does.
        "RCLONE_CONFIG_HERE_PROVIDER": "Other",
        "RCLONE_CONFIG_HERE_LIST_VERSION": "2",
        "RCLONE_CONFIG_HERE_LIST_URL_ENCODE": "true",
        "RCLONE_CONFIG_HERE_USE_MULTIPART_ETAG": "true",
        "RCLONE_CONFIG_HERE_ENDPOINT": cloud.endpoint,
        "RCLONE_CONFIG_HERE_REGION": "us-east-1",
        "RCLONE_CONFIG_HERE_FORCE_PATH_STYLE": "true",
        # Else older ones ask for "private", which buckets without lists of access refuse.
        "RCLONE_CONFIG_HERE_ACL": "bucket-owner-full-control",
        "RCLONE_CONFIG_HERE_BUCKET_ACL": "private",
        "RCLONE_CONFIG_HERE_ACCESS_KEY_ID": cloud.root.access_key,
        "RCLONE_CONFIG_HERE_SECRET_ACCESS_KEY": cloud.root.secret,
        "RCLONE_S3_UPLOAD_CUTOFF": "5Mi",
    }

    def run(*words):
        words = [str(word) for word in words]
        command = ["rclone", "--config", "/dev/null", "--retries", "1", *words]
        done = subprocess.run(command, env=settings, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout + done.stderr

    return run


def test_a_tree_both_ways(rclone, s3, name, tmp_path):
    tree, back, fill = tmp_path / "tree", tmp_path / "back", random.Random(11).randbytes
    plant(tree, [n * 997 for n in range(150)], fill, folders=9)
    (tree / "large").write_bytes(fill(23_000_000))
    rclone("mkdir", f"here:{name}")
    rclone("sync", tree, f"here:{name}/tree")
    rclone("check", "--download", tree, f"here:{name}/tree")
    # By the hashes that S3 and rclone's metadata tell, too.
    rclone("check", tree, f"here:{name}/tree")
    assert "-5" in s3.head_object(Bucket=name, Key="tree/large")["ETag"]
    assert "There was nothing to transfer" in rclone("-v", "sync", tree, f"here:{name}/tree")

    rclone("sync", f"here:{name}/tree", back)
    assert files(back) == files(tree)

    # Changed on the other side: what is gone there goes, times come along.
    (back / "large").unlink()
    (back / "d0" / "f 0 ü").write_bytes(b"now something")
    rclone("sync", back, f"here:{name}/tree")
    rclone("sync", f"here:{name}/tree", tree)
    assert files(tree) == files(back)
    rclone("check", "--download", back, f"here:{name}/tree")


def test_from_bucket_to_bucket(rclone, s3, bucket, name, tmp_path):
    tree = tmp_path / "tree"
    plant(tree, [n * 501 for n in range(40)], random.Random(3).randbytes)
    (tree / "large").write_bytes(random.Random(4).randbytes(12_000_000))
    rclone("copy", tree, f"here:{bucket}")
    rclone("mkdir", f"here:{name}-2")
    # Above the limit, S3 copies in parts.
    rclone("--s3-copy-cutoff", "5Mi", "sync", f"here:{bucket}", f"here:{name}-2")
    rclone("check", "--download", tree, f"here:{name}-2")
    rclone("purge", f"here:{name}-2")
    there = [each["Name"] for each in s3.list_buckets()["Buckets"]]
    assert f"{name}-2" not in there

"""What lies on the disk, and keys of customers."""

import os

import pytest

from support.errors import refused

LINE = b"a line that anybody who finds the disk could read\n"


def lies_in(folder, text):
    for place, _, files in os.walk(folder):
        for file in files:
            with open(os.path.join(place, file), "rb") as opened:
                if text in opened.read():
                    return os.path.join(place, file)
    return None


def test_nothing_lies_in_the_clear(own_cloud):
    s3 = own_cloud.client("s3")
    s3.create_bucket(Bucket="secret")
    s3.put_object(Bucket="secret", Key="large", Body=LINE * 5_000)
    s3.put_object(Bucket="secret", Key="small", Body=LINE)
    own_cloud.restart()
    assert lies_in(own_cloud.data, LINE) is None
    key = own_cloud.data / "root.key"
    assert key.stat().st_mode & 0o777 == 0o600
    s3 = own_cloud.client("s3")
    assert s3.get_object(Bucket="secret", Key="large")["Body"].read() == LINE * 5_000
    assert s3.get_object(Bucket="secret", Key="small")["Body"].read() == LINE
    # A snapshot has the key it needs, whoever loads it.
    own_cloud.door("snapshots", {"save": "whole"})
    s3.delete_object(Bucket="secret", Key="large")
    own_cloud.door("snapshots", {"load": "whole"})
    assert s3.get_object(Bucket="secret", Key="large")["Body"].read() == LINE * 5_000


def test_without_its_root_key_the_cloud_does_not_start(own_cloud, tmp_path):
    own_cloud.stop()
    key = own_cloud.data / "root.key"
    kept = key.rename(tmp_path / "kept.key")
    with pytest.raises(Exception, match="root key"):
        own_cloud.start()
    kept.rename(key)
    own_cloud.start()


@pytest.fixture
def open_bucket(s3, bucket):
    rule = {
        "ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"},
        "BlockedEncryptionTypes": {"EncryptionType": ["NONE"]},
    }
    s3.put_bucket_encryption(
        Bucket=bucket, ServerSideEncryptionConfiguration={"Rules": [rule]}
    )
    return bucket


def test_s3_14_s98_a_key_of_the_customer(s3, bucket, open_bucket):
    key = {"SSECustomerAlgorithm": "AES256", "SSECustomerKey": os.urandom(32)}
    where = {"Bucket": open_bucket, "Key": "k"}
    s3.put_object(**where, Body=LINE, **key)
    got = s3.get_object(**where, **key)
    assert (got["Body"].read(), got["SSECustomerAlgorithm"]) == (LINE, "AES256")
    with refused("InvalidRequest", status=400):
        s3.get_object(**where)
    with refused("AccessDenied", status=403):
        s3.get_object(**where, SSECustomerAlgorithm="AES256", SSECustomerKey=os.urandom(32))


def test_new_buckets_take_no_keys_of_customers(s3, bucket):
    key = {"SSECustomerAlgorithm": "AES256", "SSECustomerKey": os.urandom(32)}
    with refused("AccessDenied", status=403):
        s3.put_object(Bucket=bucket, Key="k", Body=LINE, **key)

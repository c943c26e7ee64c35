"""The asymmetric signature, made by the client's own library."""

import pytest

from support.errors import refused

crt = pytest.importorskip("awscrt", reason="botocore[crt] is not installed: no SigV4a signer")


@pytest.fixture
def s3a(cloud):
    def client(keys=None):
        return cloud.client("s3", keys=keys, signature_version="s3v4a", sigv4a_signing_region_set="us-east-1,eu-west-1")

    return client


def test_a_set_of_regions(cloud, s3a, name):
    from support.cloud import allow

    keys = cloud.user(name, allow("s3:*"))
    s3 = s3a(keys)
    s3.create_bucket(Bucket=name)
    s3.put_object(Bucket=name, Key="k", Body=b"1")
    assert s3.get_object(Bucket=name, Key="k")["Body"].read() == b"1"


def test_a_wrong_secret(cloud, s3a):
    from support.cloud import Keys

    with refused("SignatureDoesNotMatch", status=403):
        s3a(Keys(cloud.root.access_key, "w" * 40)).list_buckets()

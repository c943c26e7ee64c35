"""Bucket in the host or in the path; both spellings of the endpoint."""

import pytest


@pytest.mark.parametrize("style", ["path", "virtual", "auto"])
@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "s3.localhost.localstack.cloud"])
def test_styles(cloud, name, style, host, local_names):
    if host == "127.0.0.1" and style == "virtual":
        pytest.skip("an address has no names under it")
    if host == "localhost" and style == "virtual":
        pytest.skip("has a test of its own below")
    check(cloud, name, style, host)


def test_a_bucket_right_under_localhost(cloud, name, local_names):
    check(cloud, name, "virtual", "localhost")


def check(cloud, name, style, host):
    endpoint = f"http://{host}:{cloud.port}"
    s3 = cloud.client("s3", endpoint=endpoint, s3={"addressing_style": style})
    s3.create_bucket(Bucket=name)
    s3.put_object(Bucket=name, Key="folder/k", Body=b"1")
    assert s3.get_object(Bucket=name, Key="folder/k")["Body"].read() == b"1"
    assert [o["Key"] for o in s3.list_objects_v2(Bucket=name)["Contents"]] == ["folder/k"]


def test_genuine_names(cloud, name, local_names):
    s3 = cloud.client(
        "s3", endpoint=f"http://s3.eu-west-1.amazonaws.com:{cloud.port}", region="eu-west-1"
    )
    s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    s3.put_object(Bucket=name, Key="k", Body=b"1")
    assert s3.get_object(Bucket=name, Key="k")["Body"].read() == b"1"


def test_a_bucket_with_dots_in_its_name(cloud, name, local_names):
    s3 = cloud.client("s3", endpoint=f"http://localhost:{cloud.port}")
    dotted = f"{name}.example.com"
    s3.create_bucket(Bucket=dotted)
    s3.put_object(Bucket=dotted, Key="k", Body=b"1")
    assert s3.get_object(Bucket=dotted, Key="k")["Body"].read() == b"1"

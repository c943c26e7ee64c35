"""Versions, delete markers and Object Lock."""

import datetime

import pytest

from support.errors import refused


@pytest.fixture
def kept(s3, bucket):
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    return bucket


def put(s3, bucket, key, body):
    return s3.put_object(Bucket=bucket, Key=key, Body=body)["VersionId"]


def test_s3_11_old_versions_stay(s3, kept):
    one, two = put(s3, kept, "k", b"one"), put(s3, kept, "k", b"two")
    assert s3.get_object(Bucket=kept, Key="k")["Body"].read() == b"two"
    assert s3.get_object(Bucket=kept, Key="k", VersionId=one)["Body"].read() == b"one"
    marker = s3.delete_object(Bucket=kept, Key="k")
    assert marker["DeleteMarker"] is True
    with refused("NoSuchKey", "The specified key does not exist.", 404) as caught:
        s3.get_object(Bucket=kept, Key="k")
    headers = caught.value.response["ResponseMetadata"]["HTTPHeaders"]
    assert headers["x-amz-delete-marker"] == "true"
    with refused("405", "Method Not Allowed", 405):
        s3.head_object(Bucket=kept, Key="k", VersionId=marker["VersionId"])
    s3.delete_object(Bucket=kept, Key="k", VersionId=marker["VersionId"])
    assert s3.head_object(Bucket=kept, Key="k")["VersionId"] == two


def test_pages_of_versions(s3, kept):
    made = [put(s3, kept, f"k{n % 3}", str(n).encode()) for n in range(12)]
    pages = s3.get_paginator("list_object_versions").paginate(
        Bucket=kept, PaginationConfig={"PageSize": 5}
    )
    found = [v["VersionId"] for page in pages for v in page.get("Versions", [])]
    assert found == [made[n] for key in range(3) for n in reversed(range(key, 12, 3))]


def test_boto3_empties_a_bucket(cloud, s3, kept):
    for n in range(5):
        put(s3, kept, "k", b"x")
        s3.delete_object(Bucket=kept, Key="k")
    bucket = cloud.session().resource("s3", endpoint_url=cloud.endpoint).Bucket(kept)
    bucket.object_versions.delete()
    assert list(bucket.object_versions.all()) == []
    bucket.delete()


def test_object_lock(cloud, s3, name):
    s3.create_bucket(Bucket=name, ObjectLockEnabledForBucket=True)
    until = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=1)
    version = s3.put_object(
        Bucket=name, Key="k", Body=b"x", ObjectLockMode="GOVERNANCE", ObjectLockRetainUntilDate=until
    )["VersionId"]
    where = {"Bucket": name, "Key": "k", "VersionId": version}
    with refused("AccessDenied", "Access Denied because object protected by object lock.", 403):
        s3.delete_object(**where)
    user = cloud.user("cleaner", {"Effect": "Allow", "Action": "s3:DeleteObject*", "Resource": "*"})
    with refused("AccessDenied", status=403):
        cloud.client("s3", user).delete_object(**where, BypassGovernanceRetention=True)
    s3.delete_object(**where, BypassGovernanceRetention=True)
    with refused("InvalidBucketState", status=409):
        s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Suspended"})

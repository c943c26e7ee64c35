"""Listings: pages, folders, both versions of the call."""

import pytest


@pytest.fixture(scope="module")
def full(cloud):
    """A bucket with forty keys in four folders, and two strange ones."""
    s3 = cloud.client("s3")
    s3.create_bucket(Bucket="listing-of-many")
    for folder in "abcd":
        for n in range(10):
            s3.put_object(Bucket="listing-of-many", Key=f"{folder}/{n}", Body=b"12")
    s3.put_object(Bucket="listing-of-many", Key="e & f <g>", Body=b"")
    s3.put_object(Bucket="listing-of-many", Key="z\u00fc\U0001f600", Body=b"")
    return "listing-of-many"


ALL = sorted([f"{f}/{n}" for f in "abcd" for n in range(10)] + ["e & f <g>", "z\u00fc\U0001f600"])


@pytest.mark.parametrize("call", ["list_objects", "list_objects_v2"])
@pytest.mark.parametrize("size", [1, 7, 1000])
def test_pages_are_the_whole(s3, full, call, size):
    pages = s3.get_paginator(call).paginate(Bucket=full, PaginationConfig={"PageSize": size})
    keys = [o["Key"] for page in pages for o in page.get("Contents", [])]
    assert keys == ALL


@pytest.mark.parametrize("call", ["list_objects", "list_objects_v2"])
@pytest.mark.parametrize("size", [1, 2, 1000])
def test_folders(s3, full, call, size):
    pages = s3.get_paginator(call).paginate(
        Bucket=full, Delimiter="/", PaginationConfig={"PageSize": size}
    )
    folders, keys = [], []
    for page in pages:
        folders += [p["Prefix"] for p in page.get("CommonPrefixes", [])]
        keys += [o["Key"] for o in page.get("Contents", [])]
    assert folders == ["a/", "b/", "c/", "d/"]
    assert keys == ALL[40:]


def test_a_prefix_and_a_start(s3, full):
    got = s3.list_objects_v2(Bucket=full, Prefix="b/", StartAfter="b/7")
    assert [o["Key"] for o in got["Contents"]] == ["b/8", "b/9"]
    assert (got["KeyCount"], got["IsTruncated"]) == (2, False)
    first = got["Contents"][0]
    assert (first["Size"], first["StorageClass"]) == (2, "STANDARD")
    got = s3.list_objects(Bucket=full, Marker="b/7", MaxKeys=3)
    assert [o["Key"] for o in got["Contents"]] == ["b/8", "b/9", "c/0"]
    assert got["IsTruncated"] is True


def test_the_resource_interface(cloud, full):
    bucket = cloud.session().resource("s3", endpoint_url=cloud.endpoint).Bucket(full)
    assert [o.key for o in bucket.objects.filter(Prefix="a/").limit(3)] == ["a/0", "a/1", "a/2"]

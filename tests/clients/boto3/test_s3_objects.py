"""Objects: written, read in part and on condition, copied, deleted."""

import datetime
import hashlib

import pytest

from support.errors import refused

BODY = bytes(range(256)) * 40


@pytest.fixture
def object(s3, bucket):
    put = s3.put_object(
        Bucket=bucket, Key="a/b c+ü.bin", Body=BODY, ContentType="x/y", Metadata={"Owner": "me"}
    )
    return {"Bucket": bucket, "Key": "a/b c+ü.bin", "ETag": put["ETag"]}


def where(object):
    return {"Bucket": object["Bucket"], "Key": object["Key"]}


def test_what_was_put_is_got(s3, object):
    got = s3.get_object(**where(object))
    assert got["Body"].read() == BODY
    assert got["ETag"] == object["ETag"] == f'"{hashlib.md5(BODY).hexdigest()}"'
    assert got["ContentType"] == "x/y"
    assert got["ContentLength"] == len(BODY)
    assert got["Metadata"] == {"owner": "me"}
    assert got["AcceptRanges"] == "bytes"
    age = datetime.datetime.now(datetime.timezone.utc) - got["LastModified"]
    assert abs(age.total_seconds()) < 60


def test_head_says_the_same_without_a_body(s3, object):
    head = s3.head_object(**where(object))
    assert (head["ContentLength"], head["ETag"]) == (len(BODY), object["ETag"])


@pytest.mark.parametrize(
    "asked, first, last",
    [("bytes=0-9", 0, 9), ("bytes=100-", 100, len(BODY) - 1), ("bytes=-5", len(BODY) - 5, len(BODY) - 1)],
)
def test_ranges(s3, object, asked, first, last):
    got = s3.get_object(**where(object), Range=asked)
    assert got["ResponseMetadata"]["HTTPStatusCode"] == 206
    assert got["ContentRange"] == f"bytes {first}-{last}/{len(BODY)}"
    assert got["Body"].read() == BODY[first : last + 1]


def test_a_range_past_the_end(s3, object):
    with refused("InvalidRange", "The requested range is not satisfiable", 416):
        s3.get_object(**where(object), Range="bytes=99999-")


def test_conditions_of_reading(s3, object):
    past = datetime.datetime(2020, 1, 1)
    assert s3.get_object(**where(object), IfMatch=object["ETag"])["ETag"] == object["ETag"]
    with refused("PreconditionFailed", "At least one of the pre-conditions you specified did not hold", 412):
        s3.get_object(**where(object), IfMatch='"other"')
    with refused("304", "Not Modified", 304):
        s3.get_object(**where(object), IfNoneMatch=object["ETag"])
    with refused("PreconditionFailed", status=412):
        s3.get_object(**where(object), IfUnmodifiedSince=past)
    assert s3.get_object(**where(object), IfModifiedSince=past)["ETag"] == object["ETag"]


def test_conditions_of_writing(s3, object):
    with refused("PreconditionFailed", "At least one of the pre-conditions you specified did not hold", 412):
        s3.put_object(**where(object), Body=b"x", IfNoneMatch="*")
    with refused("PreconditionFailed", status=412):
        s3.put_object(**where(object), Body=b"x", IfMatch='"other"')
    s3.put_object(**where(object), Body=b"x", IfMatch=object["ETag"])
    with refused("NoSuchKey", "The specified key does not exist.", 404):
        s3.put_object(Bucket=object["Bucket"], Key="new", Body=b"x", IfMatch='"other"')


def test_what_is_not_there(s3, bucket):
    with refused("NoSuchKey", "The specified key does not exist.", 404) as caught:
        s3.get_object(Bucket=bucket, Key="nothing")
    assert caught.value.response["Error"]["Key"] == "nothing"
    with refused("404", "Not Found", 404):
        s3.head_object(Bucket=bucket, Key="nothing")
    assert s3.delete_object(Bucket=bucket, Key="nothing")["ResponseMetadata"]["HTTPStatusCode"] == 204


def test_a_key_that_is_too_long(s3, bucket):
    with refused("KeyTooLongError", "Your key is too long", 400):
        s3.put_object(Bucket=bucket, Key="k" * 1025, Body=b"")
    s3.put_object(Bucket=bucket, Key="k" * 1024, Body=b"")


def test_a_copy(s3, object):
    bucket = object["Bucket"]
    copied = s3.copy_object(Bucket=bucket, Key="copy", CopySource=where(object))
    assert copied["CopyObjectResult"]["ETag"] == object["ETag"]
    got = s3.get_object(Bucket=bucket, Key="copy")
    assert (got["Body"].read(), got["Metadata"]) == (BODY, {"owner": "me"})
    s3.copy_object(
        Bucket=bucket, Key="copy", CopySource=where(object),
        MetadataDirective="REPLACE", Metadata={"new": "1"},
    )
    assert s3.head_object(Bucket=bucket, Key="copy")["Metadata"] == {"new": "1"}


def test_a_copy_onto_itself_must_change_something(s3, object):
    words = "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes."
    with refused("InvalidRequest", words, 400):
        s3.copy_object(**where(object), CopySource=where(object))


def test_many_are_deleted_at_once(s3, bucket):
    keys = [f"k{n:03}" for n in range(120)]
    for key in keys:
        s3.put_object(Bucket=bucket, Key=key, Body=b"1")
    wanted = [{"Key": key} for key in [*keys, "never-there"]]
    answer = s3.delete_objects(Bucket=bucket, Delete={"Objects": wanted})
    assert sorted(d["Key"] for d in answer["Deleted"]) == sorted([*keys, "never-there"])
    assert "Errors" not in answer
    assert "Contents" not in s3.list_objects_v2(Bucket=bucket)


def test_tags_of_an_object(s3, bucket):
    s3.put_object(Bucket=bucket, Key="k", Body=b"", Tagging="a=1&b=2")
    tags = s3.get_object_tagging(Bucket=bucket, Key="k")["TagSet"]
    assert tags == [{"Key": "a", "Value": "1"}, {"Key": "b", "Value": "2"}]

"""Uploads in parts."""

import hashlib
import io
import os

import boto3.s3.transfer
import pytest

from support.errors import refused

MIB = 1 << 20


def test_a_file_is_uploaded_in_parts_and_downloaded_in_ranges(s3, bucket):
    config = boto3.s3.transfer.TransferConfig(
        multipart_threshold=5 * MIB, multipart_chunksize=5 * MIB, max_concurrency=4
    )
    content = os.urandom(17 * MIB + 3)
    s3.upload_fileobj(io.BytesIO(content), bucket, "big", Config=config)
    head = s3.head_object(Bucket=bucket, Key="big")
    assert head["ContentLength"] == len(content)
    parts = [content[at : at + 5 * MIB] for at in range(0, len(content), 5 * MIB)]
    digests = b"".join(hashlib.md5(part).digest() for part in parts)
    assert head["ETag"] == f'"{hashlib.md5(digests).hexdigest()}-{len(parts)}"'
    got = io.BytesIO()
    s3.download_fileobj(bucket, "big", got, Config=config)
    assert got.getvalue() == content
    second = s3.get_object(Bucket=bucket, Key="big", PartNumber=2)
    assert second["Body"].read() == parts[1]
    assert second["PartsCount"] == len(parts)


@pytest.fixture
def upload(s3, bucket):
    started = s3.create_multipart_upload(Bucket=bucket, Key="k")
    return {"Bucket": bucket, "Key": "k", "UploadId": started["UploadId"]}


def complete(s3, upload, *parts):
    parts = [{"PartNumber": number, "ETag": tag} for number, tag in parts]
    return s3.complete_multipart_upload(**upload, MultipartUpload={"Parts": parts})


def test_nothing_is_there_before_it_is_complete(s3, upload):
    part = s3.upload_part(**upload, PartNumber=1, Body=b"x" * 10)
    with refused("NoSuchKey", status=404):
        s3.get_object(Bucket=upload["Bucket"], Key="k")
    assert [p["Size"] for p in s3.list_parts(**upload)["Parts"]] == [10]
    listed = s3.list_multipart_uploads(Bucket=upload["Bucket"])["Uploads"]
    assert [u["UploadId"] for u in listed] == [upload["UploadId"]]
    complete(s3, upload, (1, part["ETag"]))
    assert s3.get_object(Bucket=upload["Bucket"], Key="k")["Body"].read() == b"x" * 10


def test_small_parts_are_refused_unless_last(s3, upload):
    tags = [
        s3.upload_part(**upload, PartNumber=n, Body=b"x")["ETag"] for n in (1, 2)
    ]
    with refused("EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size", 400):
        complete(s3, upload, (1, tags[0]), (2, tags[1]))


def test_parts_that_were_not_uploaded(s3, upload):
    words = "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified entity tag may not match the part's entity tag."
    with refused("InvalidPart", words, 400):
        complete(s3, upload, (1, '"d41d8cd98f00b204e9800998ecf8427e"'))


def test_parts_in_disorder(s3, upload):
    tags = {
        n: s3.upload_part(**upload, PartNumber=n, Body=b"x")["ETag"] for n in (1, 2)
    }
    words = "The list of parts was not in ascending order. Parts must be ordered by part number."
    with refused("InvalidPartOrder", words, 400):
        complete(s3, upload, (2, tags[2]), (1, tags[1]))


def test_an_upload_that_was_given_up(s3, upload):
    s3.upload_part(**upload, PartNumber=1, Body=b"x")
    s3.abort_multipart_upload(**upload)
    words = "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed."
    with refused("NoSuchUpload", words, 404):
        s3.upload_part(**upload, PartNumber=2, Body=b"x")


def test_parts_copied_from_objects(s3, upload):
    s3.put_object(Bucket=upload["Bucket"], Key="source", Body=b"0123456789")
    part = s3.upload_part_copy(
        **upload,
        PartNumber=1,
        CopySource={"Bucket": upload["Bucket"], "Key": "source"},
        CopySourceRange="bytes=2-5",
    )
    complete(s3, upload, (1, part["CopyPartResult"]["ETag"]))
    assert s3.get_object(Bucket=upload["Bucket"], Key="k")["Body"].read() == b"2345"

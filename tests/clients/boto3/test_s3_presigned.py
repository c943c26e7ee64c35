"""URLs that carry their signature."""

import pytest
import requests

from support.cloud import allow


@pytest.fixture
def s3(cloud):
    return cloud.client("s3", signature_version="s3v4")


def test_get(s3, bucket):
    s3.put_object(Bucket=bucket, Key="a b", Body=b"content")
    url = s3.generate_presigned_url("get_object", {"Bucket": bucket, "Key": "a b"})
    got = requests.get(url)
    assert (got.status_code, got.content) == (200, b"content")
    # A URL is good for its method alone.
    wrong = requests.delete(url)
    assert wrong.status_code == 403
    assert "<Code>SignatureDoesNotMatch</Code>" in wrong.text


def test_put(s3, bucket):
    url = s3.generate_presigned_url("put_object", {"Bucket": bucket, "Key": "k"})
    assert requests.put(url, data=b"from outside").status_code == 200
    assert s3.get_object(Bucket=bucket, Key="k")["Body"].read() == b"from outside"


def test_a_url_that_was_changed(s3, bucket):
    s3.put_object(Bucket=bucket, Key="k", Body=b"content")
    s3.put_object(Bucket=bucket, Key="other", Body=b"secret")
    url = s3.generate_presigned_url("get_object", {"Bucket": bucket, "Key": "k"})
    got = requests.get(url.replace("/k?", "/other?"))
    assert got.status_code == 403
    assert "<Code>SignatureDoesNotMatch</Code>" in got.text
    assert "secret" not in got.text


def test_the_longest_life(s3, bucket):
    url = s3.generate_presigned_url("get_object", {"Bucket": bucket, "Key": "k"}, ExpiresIn=604_801)
    got = requests.get(url)
    assert got.status_code == 400
    assert "<Code>AuthorizationQueryParametersError</Code>" in got.text
    assert "X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than 604800 seconds" in got.text


def test_a_url_can_do_what_its_signer_may(cloud, s3, bucket, name):
    s3.put_object(Bucket=bucket, Key="open", Body=b"1")
    s3.put_object(Bucket=bucket, Key="shut", Body=b"2")
    keys = cloud.user(name, allow("s3:GetObject", f"arn:aws:s3:::{bucket}/open"))
    user = cloud.client("s3", keys=keys, signature_version="s3v4")
    urls = [
        user.generate_presigned_url("get_object", {"Bucket": bucket, "Key": key})
        for key in ("open", "shut")
    ]
    assert [requests.get(url).status_code for url in urls] == [200, 403]


def test_what_the_client_makes_when_nothing_is_said(cloud, bucket):
    # For us-east-1 that is still a signature of version 2, which S3 still takes there.
    s3 = cloud.client("s3")
    put = s3.generate_presigned_url("put_object", {"Bucket": bucket, "Key": "a b"})
    assert requests.put(put, data=b"content").status_code == 200
    url = s3.generate_presigned_url("get_object", {"Bucket": bucket, "Key": "a b"})
    assert requests.get(url).content == b"content"
    changed = requests.get(url.replace("a%20b", "other"))
    assert changed.status_code == 403
    assert "<Code>SignatureDoesNotMatch</Code>" in changed.text
    with_words = s3.generate_presigned_url(
        "get_object",
        {"Bucket": bucket, "Key": "a b", "ResponseContentType": "x/y", "VersionId": "null"},
    )
    assert requests.get(with_words).headers["content-type"] == "x/y"
    late = s3.generate_presigned_url("get_object", {"Bucket": bucket, "Key": "a b"}, ExpiresIn=-5)
    assert requests.get(late).status_code == 403
    assert "Request has expired" in requests.get(late).text

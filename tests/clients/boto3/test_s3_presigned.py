"""URLs that carry their signature."""

import requests

from support.cloud import allow


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
    user = cloud.client("s3", keys=keys)
    urls = [
        user.generate_presigned_url("get_object", {"Bucket": bucket, "Key": key})
        for key in ("open", "shut")
    ]
    assert [requests.get(url).status_code for url in urls] == [200, 403]


def test_older_signatures_are_refused_by_name(cloud, bucket):
    # Version 2 signatures in the query were the default of old SDKs.
    s3 = cloud.client("s3", signature_version="s3")
    url = s3.generate_presigned_url("get_object", {"Bucket": bucket, "Key": "k"})
    got = requests.get(url)
    assert got.status_code in (400, 403, 501), got.text
    assert "<Error>" in got.text

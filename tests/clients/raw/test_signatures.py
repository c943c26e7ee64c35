"""Signatures that are wrong, each in AWS's own words."""

import datetime
import json

import pytest

from support.cloud import Keys
from support.sign import call, query, send, signed_headers

WRONG = "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details."
JSON = {"Content-Type": "application/x-amz-json-1.0", "X-Amz-Target": "AmazonSQS.ListQueues"}


def wrong(cloud):
    return Keys(cloud.root.access_key, "wrong")


def test_a_wrong_secret_in_every_protocol(cloud):
    xml = query(cloud, wrong(cloud), "iam", Action="ListUsers", Version="2010-05-08")
    assert xml.status == 403
    assert "<Code>SignatureDoesNotMatch</Code>" in xml.text
    assert WRONG in xml.text
    rest = call(cloud, wrong(cloud), "s3")
    assert rest.status == 403
    assert "<Code>SignatureDoesNotMatch</Code>" in rest.text
    assert f"<AWSAccessKeyId>{cloud.root.access_key}</AWSAccessKeyId>" in rest.text
    assert "<StringToSign>AWS4-HMAC-SHA256" in rest.text
    got = call(cloud, wrong(cloud), "sqs", "POST", "/", b"{}", JSON)
    assert got.status in (400, 403)
    said = json.loads(got.body)
    assert "SignatureDoesNotMatch" in said["__type"] or "InvalidSignatureException" in said["__type"]
    assert (said.get("message") or said.get("Message")).startswith(WRONG)


def tampered(cloud, change):
    url = cloud.endpoint + "/"
    headers = signed_headers(cloud.root, "s3", "GET", url)
    change(headers)
    return send(url, headers=headers)


@pytest.mark.parametrize(
    "value, code, status",
    [
        ("AWS4-HMAC-SHA256", "AuthorizationHeaderMalformed", 400),
        ("AWS4-HMAC-SHA256 Credential=a/b, SignedHeaders=host, Signature=00", "AuthorizationHeaderMalformed", 400),
        ("Bearer something", "InvalidArgument", 400),
    ],
)
def test_an_authorization_that_is_none(cloud, value, code, status):
    answer = tampered(cloud, lambda headers: headers.update(Authorization=value))
    assert answer.status == status, answer.text
    assert f"<Code>{code}</Code>" in answer.text


def test_a_header_that_was_changed_on_the_way(cloud):
    def change(headers):
        headers["X-Amz-Date"] = headers["X-Amz-Date"][:-2] + ("1Z" if headers["X-Amz-Date"][-2] != "1" else "2Z")

    answer = tampered(cloud, change)
    assert answer.status == 403
    assert "<Code>SignatureDoesNotMatch</Code>" in answer.text


def test_no_date(cloud):
    answer = tampered(cloud, lambda headers: headers.pop("X-Amz-Date"))
    assert answer.status == 403
    assert "AWS authentication requires a valid Date or x-amz-date header" in answer.text


@pytest.mark.parametrize("minutes", [-20, 20])
def test_a_clock_that_is_wrong(cloud, minutes):
    at = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(minutes=minutes)
    answer = call(cloud, cloud.root, "s3", at=at)
    assert answer.status == 403
    assert "<Code>RequestTimeTooSkewed</Code>" in answer.text
    assert "The difference between the request time and the current time is too large." in answer.text
    answer = call(
        cloud, cloud.root, "sts", "POST", "/", b"Action=GetCallerIdentity&Version=2011-06-15",
        {"Content-Type": "application/x-www-form-urlencoded"}, at=at,
    )
    assert answer.status == 403
    assert "<Code>SignatureDoesNotMatch</Code>" in answer.text
    assert ("Signature expired: " if minutes < 0 else "Signature not yet current: ") in answer.text


def test_no_signature_at_all(cloud):
    body = b"Action=ListUsers&Version=2010-05-08"
    form = {"Content-Type": "application/x-www-form-urlencoded", "Host": "iam.amazonaws.com"}
    answer = send(cloud.endpoint, "POST", form, body)
    assert answer.status == 403
    assert "<Code>MissingAuthenticationToken</Code>" in answer.text
    assert "Request is missing Authentication Token" in answer.text


def test_a_scope_of_another_service_is_another_service(cloud):
    # The scope says which service is meant; a form for IAM signed for SQS is SQS's to refuse.
    answer = query(cloud, cloud.root, "sqs", Action="ListUsers", Version="2010-05-08")
    assert answer.status == 400
    assert "InvalidAction" in answer.text


def test_what_does_not_parse_is_answered(cloud):
    bad = call(cloud, cloud.root, "sqs", "POST", "/", b'{"QueueName": ', JSON)
    assert bad.status == 400
    assert "SerializationException" in json.loads(bad.body)["__type"]

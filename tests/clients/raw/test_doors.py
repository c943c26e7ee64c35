"""Health for drop-in use, and the admin door's own manners."""

import json

import pytest

from support.cloud import Refused
from support.sign import send


def test_health(cloud):
    for path in ("/health", "/_localstack/health"):
        answer = send(cloud.endpoint + path)
        assert answer.status == 200
        assert answer.headers["content-type"] == "application/json"
        services = json.loads(answer.body)["services"]
        assert {services[name] for name in ("iam", "s3", "sqs", "sts")} == {"available"}
    assert cloud.door("health") == {
        "status": "ready", "version": cloud.door("status")["version"], "account": cloud.account,
    }


@pytest.mark.parametrize(
    "path, body, status",
    [
        ("nothing", None, 404),
        ("clock", {"advance_seconds": -1}, 400),
        ("clock", {"advance_seconds": "soon"}, 400),
        ("clock", {"mode": "backwards"}, 400),
        ("clock", {"other": 1}, 400),
        ("clock", {}, 400),
        ("snapshots", {}, 400),
        ("calls/00000000-0000-0000-0000-000000000000", None, 404),
        ("calls?limit=0", None, 400),
    ],
)
def test_what_the_door_refuses(cloud, path, body, status):
    with pytest.raises(Refused) as refused:
        cloud.door(path, body)
    assert refused.value.status == status
    assert json.loads(refused.value.body)["error"]


def test_the_door_forgives_no_broken_json(cloud):
    answer = send(f"{cloud.endpoint}/_haneul/clock", "POST", body=b"{")
    assert answer.status == 400


def test_a_bucket_whose_name_is_like_the_door(cloud, s3):
    # Names of buckets cannot begin with an underscore: nothing of S3 is shadowed.
    with pytest.raises(Exception, match="InvalidBucketName|Invalid bucket name"):
        s3.create_bucket(Bucket="_haneul")

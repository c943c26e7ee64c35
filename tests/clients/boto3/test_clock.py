"""The cloud's clock is moved while clients sign in the host's time."""

import datetime

import pytest
import requests

from support.cloud import Keys, allow, policy
from support.errors import refused
from support.sign import call

DAY = 86_400


def test_visibility_ends(own_cloud):
    sqs = own_cloud.client("sqs")
    url = sqs.create_queue(QueueName="q", Attributes={"VisibilityTimeout": "3600"})["QueueUrl"]
    sqs.send_message(QueueUrl=url, MessageBody="x")
    assert len(sqs.receive_message(QueueUrl=url)["Messages"]) == 1
    own_cloud.advance(3590)
    assert "Messages" not in sqs.receive_message(QueueUrl=url)
    own_cloud.advance(11)
    assert len(sqs.receive_message(QueueUrl=url)["Messages"]) == 1


def test_a_long_poll_is_woken_by_the_clock(own_cloud):
    import threading

    sqs = own_cloud.client("sqs")
    url = sqs.create_queue(QueueName="q", Attributes={"DelaySeconds": "600"})["QueueUrl"]
    sqs.send_message(QueueUrl=url, MessageBody="x")
    found = []

    def wait():
        got = own_cloud.client("sqs").receive_message(QueueUrl=url, WaitTimeSeconds=20)
        found.extend(got.get("Messages", []))

    thread = threading.Thread(target=wait)
    thread.start()
    own_cloud.freeze()
    own_cloud.advance(601)
    thread.join(timeout=10)
    assert len(found) <= 1
    # Twenty seconds of waiting went by with the jump: it may have ended either way, but the
    # message is due now.
    if not found:
        assert len(sqs.receive_message(QueueUrl=url)["Messages"]) == 1


def test_messages_are_kept_as_long_as_was_said(own_cloud):
    sqs = own_cloud.client("sqs")
    url = sqs.create_queue(QueueName="q", Attributes={"MessageRetentionPeriod": "60"})["QueueUrl"]
    sqs.send_message(QueueUrl=url, MessageBody="x")
    own_cloud.advance(61)
    assert "Messages" not in sqs.receive_message(QueueUrl=url)


@pytest.mark.parametrize("version", ["s3v4", None])
def test_a_presigned_url_ages_with_the_cloud(own_cloud, version):
    s3 = own_cloud.client("s3", signature_version=version)
    s3.create_bucket(Bucket="bucket")
    s3.put_object(Bucket="bucket", Key="k", Body=b"1")

    def url():
        return s3.generate_presigned_url("get_object", {"Bucket": "bucket", "Key": "k"}, ExpiresIn=3600)

    before = url()
    own_cloud.advance(3000)
    assert requests.get(before).status_code == 200
    own_cloud.advance(700)
    late = requests.get(before)
    assert late.status_code == 403
    assert "<Code>AccessDenied</Code><Message>Request has expired</Message>" in late.text
    # What is signed after the jump begins its life after the jump.
    after = url()
    assert requests.get(after).status_code == 200
    own_cloud.advance(3700)
    assert requests.get(after).status_code == 403


def test_a_session_expires(own_cloud):
    cloud = own_cloud
    iam = cloud.client("iam")
    trust = policy(
        {"Effect": "Allow", "Principal": {"AWS": cloud.account}, "Action": "sts:AssumeRole"}
    )
    arn = iam.create_role(RoleName="r", AssumeRolePolicyDocument=trust)["Role"]["Arn"]
    iam.put_role_policy(RoleName="r", PolicyName="p", PolicyDocument=policy(allow("s3:*")))
    user = cloud.user("u", allow("sts:AssumeRole"))
    taken = cloud.client("sts", keys=user).assume_role(
        RoleArn=arn, RoleSessionName="session", DurationSeconds=900
    )
    keys = Keys.of(taken)
    cloud.client("s3", keys=keys).list_buckets()
    cloud.advance(890)
    cloud.client("s3", keys=keys).list_buckets()
    cloud.advance(20)
    with refused("ExpiredToken", "The provided token has expired.", 400):
        cloud.client("s3", keys=keys).list_buckets()
    with refused("ExpiredToken", "The security token included in the request is expired", 403):
        cloud.client("sts", keys=keys).get_caller_identity()
    # Long after, when it has been cleared away, it is still no key for anyone.
    cloud.advance(40 * DAY)
    for code in ("ExpiredToken", "InvalidClientTokenId"):
        try:
            with refused(code):
                cloud.client("sts", keys=keys).get_caller_identity()
            break
        except AssertionError:
            continue
    else:
        pytest.fail("an expired key was not refused as one")


# Nine years are as quick as an hour when nothing was appointed.
@pytest.mark.parametrize("jump", [3600, DAY, 40 * DAY, 3000 * DAY])
def test_a_moved_clock_refuses_no_honest_client(own_cloud, jump):
    own_cloud.advance(jump)
    s3, sqs, iam = (own_cloud.client(service) for service in ("s3", "sqs", "iam"))
    s3.create_bucket(Bucket="bucket")
    s3.put_object(Bucket="bucket", Key="k", Body=b"1")
    url = sqs.create_queue(QueueName="q")["QueueUrl"]
    sqs.send_message(QueueUrl=url, MessageBody="x")
    assert len(sqs.receive_message(QueueUrl=url)["Messages"]) == 1
    iam.create_user(UserName="u")
    ahead = s3.head_object(Bucket="bucket", Key="k")["LastModified"]
    now = datetime.datetime.now(datetime.timezone.utc)
    assert abs((ahead - now).total_seconds() - jump) < 60


def test_who_signs_in_the_moved_time_is_honest_too(own_cloud):
    own_cloud.advance(40 * DAY)
    now = datetime.datetime.now(datetime.timezone.utc)
    ahead = now + datetime.timedelta(days=40)
    assert call(own_cloud, own_cloud.root, "s3", at=ahead).status == 200
    between = call(own_cloud, own_cloud.root, "s3", at=now + datetime.timedelta(days=20))
    assert between.status == 403
    assert "<Code>RequestTimeTooSkewed</Code>" in between.text


def test_a_frozen_clock_stands_still(own_cloud):
    own_cloud.freeze()
    first = own_cloud.door("clock")
    assert first["mode"] == "frozen"
    assert own_cloud.door("clock") == first
    own_cloud.client("s3").create_bucket(Bucket="bucket")
    own_cloud.restart()
    assert own_cloud.door("clock") == first
    own_cloud.door("clock", {"mode": "running"})
    assert own_cloud.door("clock")["mode"] == "running"


def test_the_http_date_stays_the_host_s(own_cloud):
    from email.utils import parsedate_to_datetime

    own_cloud.advance(40 * DAY)
    answer = call(own_cloud, own_cloud.root, "s3")
    now = datetime.datetime.now(datetime.timezone.utc)
    assert abs((parsedate_to_datetime(answer.headers["date"]) - now).total_seconds()) < 60

"""Whose key is whose: the account of keys that nobody issued, and what is refused."""

import pytest

from support.cloud import Keys, allow
from support.errors import refused

INVALID = "The security token included in the request is invalid."


@pytest.mark.parametrize(
    "key, account", [("test", "000000000000"), ("AKIAIOSFODNN7EXAMPLE", "000000000000"), ("123456789012", "123456789012")]
)
def test_unknown_keys_are_root_of_an_account(cloud, key, account):
    told = cloud.client("sts", keys=Keys(key, "test")).get_caller_identity()
    assert (told["Account"], told["Arn"]) == (account, f"arn:aws:iam::{account}:root")


def test_accounts_do_not_see_each_other(cloud, name):
    one, other = (cloud.client("sqs", keys=Keys(key, "x")) for key in ("111111111111", "222222222222"))
    url = one.create_queue(QueueName=name)["QueueUrl"]
    assert url.endswith(f"/111111111111/{name}")
    assert "QueueUrls" not in other.list_queues(QueueNamePrefix=name)
    with refused("AccessDenied", status=403):
        other.send_message(QueueUrl=url, MessageBody="x")


def test_strict_accepts_only_keys_that_were_issued(start_cloud):
    cloud = start_cloud("--strict")
    for key in ("test", "123456789012"):
        with refused("InvalidClientTokenId", INVALID, 403):
            cloud.client("sts", keys=Keys(key, "test")).get_caller_identity()
        with refused("InvalidAccessKeyId", status=403):
            cloud.client("s3", keys=Keys(key, "test")).list_buckets()
    assert cloud.client("sts").get_caller_identity()["Account"] == cloud.account


def test_a_key_that_was_issued_once_is_never_anyones_root_again(own_cloud):
    cloud = own_cloud
    keys = cloud.user("someone", allow("*"))
    kept = cloud.user("kept", allow("*"))
    cloud.client("iam").delete_access_key(UserName="someone", AccessKeyId=keys.access_key)
    checks = [keys]

    def still_refused():
        for each in checks:
            with refused("InvalidClientTokenId", INVALID, 403):
                cloud.client("sts", keys=each).get_caller_identity()
            with refused("InvalidAccessKeyId", status=403):
                cloud.client("s3", keys=each).list_buckets()

    still_refused()
    cloud.restart()
    still_refused()
    # Emptying everything takes the user away, not the memory of its key.
    cloud.door("reset", {})
    checks.append(kept)
    still_refused()
    # The cloud's own root goes on.
    assert cloud.client("sts").get_caller_identity()["Account"] == cloud.account


def test_regions_are_apart(cloud, name):
    here, there = cloud.client("sqs"), cloud.client("sqs", region="ap-northeast-2")
    here.create_queue(QueueName=name)
    with refused("AWS.SimpleQueueService.NonExistentQueue", status=400):
        there.get_queue_url(QueueName=name)

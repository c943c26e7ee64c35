"""Who may use a queue."""

import json
import re

from botocore import UNSIGNED

from support.cloud import Keys, allow, policy
from support.errors import refused


def test_a_user_without_permission_is_told_why(cloud, queue, name):
    user = cloud.client("sqs", keys=cloud.user(name))
    words = (
        f"User: arn:aws:iam::{cloud.account}:user/{name} is not authorized to perform: "
        f"sqs:sendmessage on resource: arn:aws:sqs:us-east-1:{cloud.account}:{name} "
        "because no identity-based policy allows the sqs:sendmessage action"
    )
    with refused("AccessDenied", words, 403):
        user.send_message(QueueUrl=queue, MessageBody="x")


def test_a_queue_policy_lets_another_account_in(cloud, sqs, queue, name):
    other = cloud.client("sqs", keys=Keys("222233334444", "x"))
    with refused("AccessDenied", status=403):
        other.send_message(QueueUrl=queue, MessageBody="x")
    arn = f"arn:aws:sqs:us-east-1:{cloud.account}:{name}"
    statement = allow("sqs:SendMessage", arn, Principal={"AWS": "222233334444"})
    sqs.set_queue_attributes(QueueUrl=queue, Attributes={"Policy": policy(statement)})
    other.send_message(QueueUrl=queue, MessageBody="x")
    with refused("AccessDenied", status=403):
        other.receive_message(QueueUrl=queue)


def test_add_permission_writes_a_statement(sqs, queue):
    sqs.add_permission(QueueUrl=queue, Label="l", AWSAccountIds=["222233334444"], Actions=["SendMessage"])
    shown = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["Policy"])["Attributes"]["Policy"]
    (statement,) = json.loads(shown)["Statement"]
    assert statement["Sid"] == "l"
    sqs.remove_permission(QueueUrl=queue, Label="l")


def test_nobody_in_particular(cloud, queue):
    anonymous = cloud.client("sqs", signature_version=UNSIGNED)
    with refused("AccessDenied", re.compile("denied|not authorized", re.I), 403):
        anonymous.send_message(QueueUrl=queue, MessageBody="x")

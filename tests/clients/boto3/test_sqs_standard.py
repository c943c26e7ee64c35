"""Standard queues."""

import hashlib
import json

import pytest

from support.errors import refused

GONE = "AWS.SimpleQueueService.NonExistentQueue"


def test_a_message_goes_through(sqs, queue):
    sent = sqs.send_message(
        QueueUrl=queue,
        MessageBody="hello",
        MessageAttributes={"n": {"DataType": "Number", "StringValue": "7"}},
    )
    assert sent["MD5OfMessageBody"] == hashlib.md5(b"hello").hexdigest()
    got = sqs.receive_message(
        QueueUrl=queue, MessageAttributeNames=["All"], MessageSystemAttributeNames=["All"]
    )
    (message,) = got["Messages"]
    assert message["Body"] == "hello"
    assert message["MessageId"] == sent["MessageId"]
    assert message["MessageAttributes"]["n"]["StringValue"] == "7"
    assert message["MD5OfMessageAttributes"] == sent["MD5OfMessageAttributes"]
    assert message["Attributes"]["ApproximateReceiveCount"] == "1"
    assert "Messages" not in sqs.receive_message(QueueUrl=queue)
    sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])


def test_the_url_follows_the_name_the_client_used(cloud, queue, name):
    assert queue == f"{cloud.endpoint}/{cloud.account}/{name}"
    other = cloud.client("sqs", endpoint=f"http://localhost:{cloud.port}")
    url = other.get_queue_url(QueueName=name)["QueueUrl"]
    assert url == f"http://localhost:{cloud.port}/{cloud.account}/{name}"


def test_attributes(sqs, queue, name, cloud):
    attributes = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["All"])["Attributes"]
    assert attributes["QueueArn"] == f"arn:aws:sqs:us-east-1:{cloud.account}:{name}"
    assert attributes["VisibilityTimeout"] == "30"
    assert attributes["MessageRetentionPeriod"] == "345600"
    assert attributes["SqsManagedSseEnabled"] == "true"
    sqs.set_queue_attributes(QueueUrl=queue, Attributes={"VisibilityTimeout": "5"})
    shown = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["VisibilityTimeout"])
    assert shown["Attributes"] == {"VisibilityTimeout": "5"}


def test_the_same_queue_again(sqs, queue, name):
    assert sqs.create_queue(QueueName=name)["QueueUrl"] == queue
    with refused("QueueAlreadyExists", "A queue already exists with the same name and a different value for attribute VisibilityTimeout", 400):
        sqs.create_queue(QueueName=name, Attributes={"VisibilityTimeout": "77"})


def test_a_queue_that_is_not_there(cloud, sqs, name):
    with refused(GONE, "The specified queue does not exist.", 400) as caught:
        sqs.get_queue_url(QueueName=name)
    assert isinstance(caught.value, sqs.exceptions.QueueDoesNotExist)
    with refused(GONE, status=400):
        sqs.send_message(QueueUrl=f"{cloud.endpoint}/{cloud.account}/{name}", MessageBody="x")


def test_listing_in_pages(sqs, name):
    names = [f"{name}-{n}" for n in range(5)]
    urls = [sqs.create_queue(QueueName=n)["QueueUrl"] for n in names]
    pages = sqs.get_paginator("list_queues").paginate(
        QueueNamePrefix=name, PaginationConfig={"PageSize": 2}
    )
    pages = [page.get("QueueUrls", []) for page in pages]
    assert [url for page in pages for url in page] == urls
    assert max(len(page) for page in pages) == 2


@pytest.mark.parametrize(
    "arguments, code, message",
    [
        ({"MessageBody": ""}, "MissingParameter", "The request must contain the parameter MessageBody."),
        (
            {"MessageBody": "x", "DelaySeconds": 901},
            "InvalidParameterValue",
            "Value 901 for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900.",
        ),
    ],
)
def test_what_cannot_be_sent(sqs, queue, arguments, code, message):
    with refused(code, message, 400):
        sqs.send_message(QueueUrl=queue, **arguments)


def test_a_handle_that_is_none(sqs, queue):
    with refused("ReceiptHandleIsInvalid", 'The input receipt handle "nonsense" is not a valid receipt handle.', 404):
        sqs.delete_message(QueueUrl=queue, ReceiptHandle="nonsense")


def test_a_message_is_back_when_its_visibility_is_ended(sqs, queue):
    sqs.send_message(QueueUrl=queue, MessageBody="x")
    (first,) = sqs.receive_message(QueueUrl=queue)["Messages"]
    sqs.change_message_visibility(
        QueueUrl=queue, ReceiptHandle=first["ReceiptHandle"], VisibilityTimeout=0
    )
    (again,) = sqs.receive_message(QueueUrl=queue)["Messages"]
    assert again["MessageId"] == first["MessageId"]
    assert again["ReceiptHandle"] != first["ReceiptHandle"]


def test_too_many_receives_end_in_the_dead_letter_queue(sqs, queue, name):
    dead = sqs.create_queue(QueueName=f"{name}-dead")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=dead, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    redrive = json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": 2})
    sqs.set_queue_attributes(
        QueueUrl=queue, Attributes={"RedrivePolicy": redrive, "VisibilityTimeout": "0"}
    )
    sent = sqs.send_message(QueueUrl=queue, MessageBody="poison")
    for _ in range(2):
        assert len(sqs.receive_message(QueueUrl=queue)["Messages"]) == 1
    assert "Messages" not in sqs.receive_message(QueueUrl=queue)
    (message,) = sqs.receive_message(QueueUrl=dead)["Messages"]
    assert (message["Body"], message["MessageId"]) == ("poison", sent["MessageId"])
    assert sqs.list_dead_letter_source_queues(QueueUrl=dead)["queueUrls"] == [queue]


def test_tags(sqs, queue):
    sqs.tag_queue(QueueUrl=queue, Tags={"a": "1", "b": "2"})
    sqs.untag_queue(QueueUrl=queue, TagKeys=["a"])
    assert sqs.list_queue_tags(QueueUrl=queue)["Tags"] == {"b": "2"}


def test_purge(sqs, queue):
    sqs.send_message(QueueUrl=queue, MessageBody="x")
    sqs.purge_queue(QueueUrl=queue)
    assert "Messages" not in sqs.receive_message(QueueUrl=queue)
    with refused("AWS.SimpleQueueService.PurgeQueueInProgress", status=403):
        sqs.purge_queue(QueueUrl=queue)

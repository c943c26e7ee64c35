"""What standard queues may do, and the way back from a dead-letter queue."""

import json

import pytest

from support.cloud import eventually
from support.errors import refused


def drained(sqs, url, count):
    """Receives and deletes until so many different messages came and no more do."""
    seen = []
    while True:
        got = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])
        for message in got:
            seen.append(int(message["Body"]))
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        if not got and len(set(seen)) >= count:
            return seen


def test_s81_disorder_shows_in_a_standard_queue_and_not_in_a_fifo_queue(start_cloud):
    cloud = start_cloud("--disorder", "0.1")
    sqs = cloud.client("sqs")
    plain = sqs.create_queue(QueueName="plain", Attributes={"VisibilityTimeout": "0"})["QueueUrl"]
    line = sqs.create_queue(
        QueueName="line.fifo", Attributes={"FifoQueue": "true", "ContentBasedDeduplication": "true"}
    )["QueueUrl"]
    for first in range(0, 100, 10):
        numbers = [str(first + n) for n in range(10)]
        sqs.send_message_batch(
            QueueUrl=plain, Entries=[{"Id": n, "MessageBody": n} for n in numbers]
        )
        sqs.send_message_batch(
            QueueUrl=line,
            Entries=[{"Id": n, "MessageBody": n, "MessageGroupId": "g"} for n in numbers],
        )
    loose = drained(sqs, plain, 100)
    assert len(loose) > 100
    assert list(dict.fromkeys(loose)) != sorted(set(loose))
    assert drained(sqs, line, 100) == list(range(100))


@pytest.fixture
def dead_letters(sqs, name):
    dead = sqs.create_queue(QueueName=f"{name}-dead")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=dead, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    redrive = json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": 1})
    source = sqs.create_queue(
        QueueName=f"{name}-source", Attributes={"RedrivePolicy": redrive, "VisibilityTimeout": "0"}
    )["QueueUrl"]
    for n in range(5):
        sqs.send_message(QueueUrl=source, MessageBody=str(n))
    for _ in range(10):
        sqs.receive_message(QueueUrl=source, MaxNumberOfMessages=10)
    return source, dead, arn


def visible(sqs, url):
    got = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    return int(got["ApproximateNumberOfMessages"])


def test_dead_letters_go_back(sqs, dead_letters):
    source, dead, arn = dead_letters
    assert (visible(sqs, source), visible(sqs, dead)) == (0, 5)
    handle = sqs.start_message_move_task(SourceArn=arn)["TaskHandle"]

    def task():
        (newest,) = sqs.list_message_move_tasks(SourceArn=arn)["Results"]
        return newest if newest["Status"] == "COMPLETED" else None

    done = eventually(task)
    assert done["ApproximateNumberOfMessagesMoved"] == 5
    assert "TaskHandle" not in done
    assert (visible(sqs, source), visible(sqs, dead)) == (5, 0)
    with refused("AWS.SimpleQueueService.UnsupportedOperation", "Only active tasks can be cancelled."):
        sqs.cancel_message_move_task(TaskHandle=handle)


def test_what_is_no_dead_letter_queue_is_not_moved(cloud, sqs, queue):
    got = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])
    with refused("InvalidParameterValue", "Source queue must be configured as a Dead Letter Queue."):
        sqs.start_message_move_task(SourceArn=got["Attributes"]["QueueArn"])
    with refused("ResourceNotFoundException"):
        sqs.start_message_move_task(SourceArn=f"arn:aws:sqs:us-east-1:{cloud.account}:none")

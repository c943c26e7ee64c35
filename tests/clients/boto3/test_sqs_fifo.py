"""FIFO queues: order in a group, once only."""

import pytest

from support.errors import refused


@pytest.fixture
def fifo(sqs, name):
    return sqs.create_queue(QueueName=f"{name}.fifo", Attributes={"FifoQueue": "true"})["QueueUrl"]


def send(sqs, url, body, group="g", once=None):
    return sqs.send_message(
        QueueUrl=url, MessageBody=body, MessageGroupId=group, MessageDeduplicationId=once or body
    )


def receive(sqs, url, count=10):
    return sqs.receive_message(
        QueueUrl=url, MaxNumberOfMessages=count, MessageSystemAttributeNames=["All"]
    ).get("Messages", [])


def test_order(sqs, fifo):
    numbers = [int(send(sqs, fifo, f"m{n}")["SequenceNumber"]) for n in range(5)]
    assert numbers == sorted(set(numbers))
    assert [m["Body"] for m in receive(sqs, fifo)] == [f"m{n}" for n in range(5)]


def test_a_group_waits_for_what_is_in_flight(sqs, fifo):
    send(sqs, fifo, "a1", "a")
    send(sqs, fifo, "a2", "a")
    send(sqs, fifo, "b1", "b")
    (first,) = receive(sqs, fifo, 1)
    assert first["Body"] == "a1"
    assert [m["Body"] for m in receive(sqs, fifo)] == ["b1"]
    assert receive(sqs, fifo) == []
    sqs.delete_message(QueueUrl=fifo, ReceiptHandle=first["ReceiptHandle"])
    assert [m["Body"] for m in receive(sqs, fifo)] == ["a2"]


def test_the_same_message_twice_is_one(sqs, fifo):
    first = send(sqs, fifo, "x", once="once")
    second = send(sqs, fifo, "y", once="once")
    assert second["MessageId"] == first["MessageId"]
    assert second["SequenceNumber"] == first["SequenceNumber"]
    assert [m["Body"] for m in receive(sqs, fifo)] == ["x"]


def test_what_a_fifo_queue_needs(sqs, fifo):
    with refused("MissingParameter", "The request must contain the parameter MessageGroupId.", 400):
        sqs.send_message(QueueUrl=fifo, MessageBody="x")
    words = "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly"
    with refused("InvalidParameterValue", words, 400):
        sqs.send_message(QueueUrl=fifo, MessageBody="x", MessageGroupId="g")


def test_the_name_must_say_it(sqs, name):
    with refused("InvalidParameterValue", status=400):
        sqs.create_queue(QueueName=name, Attributes={"FifoQueue": "true"})

"""Batches: part may fail, the whole may be refused."""

from support.errors import refused


def entries(count):
    return [{"Id": str(n), "MessageBody": f"m{n}"} for n in range(count)]


def test_ten_go_through_and_are_deleted_together(sqs, queue):
    sent = sqs.send_message_batch(QueueUrl=queue, Entries=entries(10))
    assert [s["Id"] for s in sent["Successful"]] == [str(n) for n in range(10)]
    got = sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10)["Messages"]
    assert sorted(m["Body"] for m in got) == [f"m{n}" for n in range(10)]
    handles = [{"Id": m["Body"], "ReceiptHandle": m["ReceiptHandle"]} for m in got]
    hidden = [h | {"VisibilityTimeout": 60} for h in handles]
    assert len(sqs.change_message_visibility_batch(QueueUrl=queue, Entries=hidden)["Successful"]) == 10
    assert len(sqs.delete_message_batch(QueueUrl=queue, Entries=handles)["Successful"]) == 10


def test_part_of_a_batch_may_fail(sqs, queue):
    bad = {"Id": "bad", "MessageBody": "x", "DelaySeconds": 1000}
    answer = sqs.send_message_batch(QueueUrl=queue, Entries=[*entries(1), bad])
    assert [s["Id"] for s in answer["Successful"]] == ["0"]
    (failed,) = answer["Failed"]
    assert (failed["Id"], failed["Code"], failed["SenderFault"]) == ("bad", "InvalidParameterValue", True)


def test_batches_that_are_refused(sqs, queue):
    with refused("AWS.SimpleQueueService.TooManyEntriesInBatchRequest", "Maximum number of entries per request are 10. You have sent 11.", 400):
        sqs.send_message_batch(QueueUrl=queue, Entries=entries(11))
    with refused("AWS.SimpleQueueService.EmptyBatchRequest", "There should be at least one SendMessageBatchRequestEntry in the request.", 400):
        sqs.send_message_batch(QueueUrl=queue, Entries=[])
    with refused("AWS.SimpleQueueService.BatchEntryIdsNotDistinct", "Id 0 repeated.", 400):
        sqs.send_message_batch(QueueUrl=queue, Entries=entries(1) * 2)

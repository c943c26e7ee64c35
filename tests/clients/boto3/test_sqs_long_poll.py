"""A waiting receiver is woken, not left to look again."""

import statistics
import threading
import time


def test_a_send_wakes_who_waits(cloud, sqs, queue):
    receiver = cloud.client("sqs")
    took = []
    for _ in range(7):
        woken = {}

        def wait():
            got = receiver.receive_message(QueueUrl=queue, WaitTimeSeconds=10)
            woken["at"] = time.monotonic()
            woken["messages"] = got.get("Messages", [])

        thread = threading.Thread(target=wait)
        thread.start()
        time.sleep(0.15)
        sqs.send_message(QueueUrl=queue, MessageBody="wake up")
        sent = time.monotonic()
        thread.join()
        assert len(woken["messages"]) == 1
        sqs.delete_message(QueueUrl=queue, ReceiptHandle=woken["messages"][0]["ReceiptHandle"])
        took.append(woken["at"] - sent)
    # The client itself takes milliseconds, and the machine may be busy.
    assert min(took) < 0.05, took
    assert statistics.median(took) < 0.25, took


def test_an_empty_queue_is_waited_for_to_the_end(sqs, queue):
    began = time.monotonic()
    assert "Messages" not in sqs.receive_message(QueueUrl=queue, WaitTimeSeconds=1)
    assert 0.9 < time.monotonic() - began < 3


def test_many_wait_at_once_and_each_message_has_one_receiver(cloud, sqs, queue):
    found = []

    def wait():
        client = cloud.client("sqs")
        got = client.receive_message(QueueUrl=queue, WaitTimeSeconds=3)
        found.extend(m["Body"] for m in got.get("Messages", []))

    threads = [threading.Thread(target=wait) for _ in range(8)]
    [thread.start() for thread in threads]
    time.sleep(0.3)
    for n in range(5):
        sqs.send_message(QueueUrl=queue, MessageBody=str(n))
    [thread.join() for thread in threads]
    assert sorted(found) == ["0", "1", "2", "3", "4"]

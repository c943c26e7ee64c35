"""Queues, one of them for dead letters, one in order."""

import json


def test_queues(stack, sqs):
    def check():
        url = sqs.get_queue_url(QueueName="tf-work")["QueueUrl"]
        got = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
        assert got["VisibilityTimeout"] == "45"
        assert json.loads(got["RedrivePolicy"])["maxReceiveCount"] == 4
        assert "sns.amazonaws.com" in got["Policy"]
        sqs.get_queue_url(QueueName="tf-order.fifo")

    stack("sqs.tf").whole_life(check)
    assert "QueueUrls" not in sqs.list_queues(QueueNamePrefix="tf-")

"""SQS in the query protocol, which older SDKs speak."""

import re

from support.sign import query

FORM = {"Version": "2012-11-05"}


def test_a_message_goes_through(cloud, queue):
    sent = query(
        cloud, cloud.root, "sqs", Action="SendMessage", QueueUrl=queue,
        MessageBody="a & <b>", **FORM,
    )
    assert sent.status == 200
    assert sent.headers["content-type"].startswith("text/xml")
    assert "<SendMessageResponse xmlns=\"http://queue.amazonaws.com/doc/2012-11-05/\">" in sent.text
    got = query(cloud, cloud.root, "sqs", Action="ReceiveMessage", QueueUrl=queue, **FORM)
    assert "<Body>a &amp; &lt;b&gt;</Body>" in got.text
    assert re.search(r"<RequestId>[0-9a-f-]{36}</RequestId>", got.text)


def test_errors_are_in_the_old_form(cloud):
    answer = query(cloud, cloud.root, "sqs", Action="GetQueueUrl", QueueName="nowhere", **FORM)
    assert answer.status == 400
    assert "<Code>AWS.SimpleQueueService.NonExistentQueue</Code>" in answer.text
    assert "<Type>Sender</Type>" in answer.text
    assert "<Message>The specified queue does not exist.</Message>" in answer.text


def test_flattened_maps(cloud, queue):
    got = query(
        cloud, cloud.root, "sqs", Action="GetQueueAttributes", QueueUrl=queue,
        **{"AttributeName.1": "VisibilityTimeout"}, **FORM,
    )
    assert "<Attribute><Name>VisibilityTimeout</Name><Value>30</Value></Attribute>" in got.text

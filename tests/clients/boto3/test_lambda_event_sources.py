"""Queues, streams and tables that functions read, while the clock runs; and what a crash leaves of it."""

import json
import signal
import time

import pytest
from support.functions import Functions, package, until

# Shows what it is called with.
SHOW = """
import base64, json, time
def handler(event, context):
    for r in event['Records']:
        text = r.get('body') or json.dumps(r.get('dynamodb', {}).get('NewImage'))
        if 'kinesis' in r:
            text = base64.b64decode(r['kinesis']['data']).decode()
        print('SAW ' + json.dumps([text, time.time()]))
        if text == 'slow':
            time.sleep(1)
"""


@pytest.fixture
def readers(start_cloud):
    return Readers(start_cloud("--plain-functions"))


class Readers(Functions):
    def __init__(self, cloud):
        super().__init__(cloud)
        allow = {
            "Version": "2012-10-17",
            "Statement": {
                "Effect": "Allow",
                "Action": ["logs:*", "sqs:*", "kinesis:*", "dynamodb:*"],
                "Resource": "*",
            },
        }
        cloud.client("iam").put_role_policy(
            RoleName="f", PolicyName="p", PolicyDocument=json.dumps(allow)
        )
        self.make("f", "python3.12", package("a.py", SHOW), Timeout=20)

    def map(self, source, **more):
        made = self.client.create_event_source_mapping(
            FunctionName="f", EventSourceArn=source, **more
        )
        self.settled(made["UUID"], "Enabled")
        return made["UUID"]

    def settled(self, uuid, state):
        def look():
            return self.client.get_event_source_mapping(UUID=uuid)["State"] == state

        until(look)

    def saw(self):
        """Texts and when they were seen."""
        logs = self.cloud.client("logs")
        seen = []
        try:
            pages = logs.get_paginator("filter_log_events").paginate(logGroupName="/aws/lambda/f")
            for page in pages:
                for event in page["events"]:
                    if event["message"].startswith("SAW "):
                        seen.append(tuple(json.loads(event["message"][4:])))
        except logs.exceptions.ResourceNotFoundException:
            pass
        return sorted(seen, key=lambda one: one[1])

    def texts(self):
        return [text for text, _ in self.saw()]


def test_lam_3_messages_reach_the_function_as_they_come(readers):
    sqs = readers.cloud.client("sqs")
    url = sqs.create_queue(QueueName="q")["QueueUrl"]
    uuid = readers.map("arn:aws:sqs:us-east-1:%s:q" % readers.cloud.account)
    for n in range(20):
        sqs.send_message(QueueUrl=url, MessageBody=str(n))
    until(lambda: len(readers.texts()) == 20)
    assert sorted(readers.texts(), key=int) == [str(n) for n in range(20)]

    def left():
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        got = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]
        return set(got.values()) == {"0"}

    until(left)
    # What was disabled reads no more.
    readers.client.update_event_source_mapping(UUID=uuid, Enabled=False)
    readers.settled(uuid, "Disabled")
    sqs.send_message(QueueUrl=url, MessageBody="20")
    readers.client.update_event_source_mapping(UUID=uuid, Enabled=True)
    until(lambda: len(readers.texts()) == 21)
    readers.client.delete_event_source_mapping(UUID=uuid)

    def gone():
        return not readers.client.list_event_source_mappings()["EventSourceMappings"]

    until(gone)


def test_lam_15_a_stream_goes_on_where_it_was_after_a_crash(readers):
    kinesis = readers.cloud.client("kinesis")
    kinesis.create_stream(StreamName="s", ShardCount=1)
    kinesis.get_waiter("stream_exists").wait(StreamName="s", WaiterConfig={"Delay": 1})
    arn = kinesis.describe_stream_summary(StreamName="s")["StreamDescriptionSummary"]["StreamARN"]
    readers.map(arn, StartingPosition="TRIM_HORIZON", BatchSize=1)
    for n in range(5):
        kinesis.put_record(StreamName="s", PartitionKey="k", Data=str(n).encode())
    until(lambda: len(readers.texts()) == 5)
    kinesis.put_record(StreamName="s", PartitionKey="k", Data=b"slow")
    kinesis.put_record(StreamName="s", PartitionKey="k", Data=b"behind")
    # In the middle of a call, or before it or behind it.
    time.sleep(0.7)
    readers.cloud.restart(signal.SIGKILL)
    readers.connect()
    until(lambda: "behind" in readers.texts())
    seen = readers.texts()
    assert seen[:5] == [str(n) for n in range(5)]
    # Nothing was lost, nothing went ahead, and only what was under way came again.
    assert set(seen[5:]) <= {"slow", "behind"}
    assert seen[-1] == "behind"


def test_kin_1_a_consumer_with_a_throughput_of_its_own_tells_the_function(readers):
    kinesis = readers.cloud.client("kinesis")
    kinesis.create_stream(StreamName="s", ShardCount=2)
    kinesis.get_waiter("stream_exists").wait(StreamName="s", WaiterConfig={"Delay": 1})
    arn = kinesis.describe_stream_summary(StreamName="s")["StreamDescriptionSummary"]["StreamARN"]
    made = kinesis.register_stream_consumer(StreamARN=arn, ConsumerName="fan")["Consumer"]

    def active():
        told = kinesis.describe_stream_consumer(ConsumerARN=made["ConsumerARN"])
        return told["ConsumerDescription"]["ConsumerStatus"] == "ACTIVE"

    until(active)
    uuid = readers.map(made["ConsumerARN"], StartingPosition="TRIM_HORIZON")
    for n in range(10):
        kinesis.put_record(StreamName="s", PartitionKey=str(n), Data=str(n).encode())
    until(lambda: len(readers.texts()) == 10)
    assert sorted(readers.texts()) == [str(n) for n in range(10)]
    # Whoever comes again goes on behind what is done.
    readers.client.update_event_source_mapping(UUID=uuid, Enabled=False)
    readers.settled(uuid, "Disabled")
    kinesis.put_record(StreamName="s", PartitionKey="0", Data=b"later")
    readers.client.update_event_source_mapping(UUID=uuid, Enabled=True)
    until(lambda: "later" in readers.texts())
    assert len(readers.texts()) == 11


def test_lam_4_changes_of_a_table_reach_the_function(readers):
    dynamodb = readers.cloud.client("dynamodb")
    made = dynamodb.create_table(
        TableName="table",
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": "k", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "k", "AttributeType": "S"}],
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"},
    )
    dynamodb.get_waiter("table_exists").wait(TableName="table", WaiterConfig={"Delay": 1})
    readers.map(made["TableDescription"]["LatestStreamArn"], StartingPosition="TRIM_HORIZON")
    dynamodb.put_item(TableName="table", Item={"k": {"S": "a"}})
    until(lambda: readers.texts() == [json.dumps({"k": {"S": "a"}})])

"""Buses, rules and schedules, with a queue at the end."""

import json
import time

import pytest

from support.cloud import eventually
from support.errors import refused


@pytest.fixture
def events(cloud):
    return cloud.client("events")


@pytest.fixture
def scheduler(cloud):
    return cloud.client("scheduler")


@pytest.fixture
def arn(sqs, queue):
    found = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])
    arn = found["Attributes"]["QueueArn"]
    policy = {
        "Version": "2012-10-17",
        "Statement": {
            "Effect": "Allow",
            "Principal": {"Service": "events.amazonaws.com"},
            "Action": "sqs:SendMessage",
            "Resource": arn,
        },
    }
    sqs.set_queue_attributes(QueueUrl=queue, Attributes={"Policy": json.dumps(policy)})
    return arn


def next_body(sqs, queue):
    def look():
        found = sqs.receive_message(QueueUrl=queue, WaitTimeSeconds=1).get("Messages", [])
        for message in found:
            sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
            return message["Body"]

    return eventually(look)


def test_evb_1_what_matches_arrives(events, sqs, queue, arn, name):
    rule = {"source": [name], "detail": {"kind": [{"prefix": "a"}]}}
    events.put_rule(Name=name, EventPattern=json.dumps(rule))
    transformer = {"InputPathsMap": {"kind": "$.detail.kind"}, "InputTemplate": '{"kind": <kind>}'}
    target = {"Id": "1", "Arn": arn, "InputTransformer": transformer}
    assert events.put_targets(Rule=name, Targets=[target])["FailedEntryCount"] == 0
    assert events.list_targets_by_rule(Rule=name)["Targets"] == [target]

    def entry(kind):
        return {"Source": name, "DetailType": "thing", "Detail": json.dumps({"kind": kind})}

    put = events.put_events(Entries=[entry("b"), entry("ab"), {"Source": "aws.s3", "DetailType": "x", "Detail": "{}"}])
    assert put["FailedEntryCount"] == 1
    assert put["Entries"][2]["ErrorCode"] == "NotAuthorizedForSourceException"
    assert json.loads(next_body(sqs, queue)) == {"kind": "ab"}
    assert "Messages" not in sqs.receive_message(QueueUrl=queue)
    with refused("ValidationException", "Rule can't be deleted since it has targets."):
        events.delete_rule(Name=name)
    events.remove_targets(Rule=name, Ids=["1"])
    events.delete_rule(Name=name)
    with refused("ResourceNotFoundException", f"Rule {name} does not exist on EventBus default."):
        events.describe_rule(Name=name)


def test_pages_of_rules(events, name):
    events.create_event_bus(Name=name)
    for number in range(5):
        events.put_rule(Name=f"r{number}", EventBusName=name, EventPattern='{"source": ["x"]}')
    found, token = [], {}
    while True:
        page = events.list_rules(EventBusName=name, Limit=2, **token)
        found += [rule["Name"] for rule in page["Rules"]]
        if "NextToken" not in page:
            break
        token = {"NextToken": page["NextToken"]}
    assert found == ["r0", "r1", "r2", "r3", "r4"]


def test_a_pattern_that_is_none(events, name):
    with refused(
        "InvalidEventPatternException",
        'Event pattern is not valid. Reason: "source" must be an object or an array\n'
        ' at [Source: (String)"{"source": "x"}"; line: 1, column: 13]',
    ):
        events.put_rule(Name=name, EventPattern='{"source": "x"}')


def test_archives_are_replayed(events, sqs, queue, arn, name):
    bus = events.create_event_bus(Name=name)["EventBusArn"]
    events.put_rule(Name="all", EventBusName=name, EventPattern='{"source": ["x"]}')
    events.put_targets(Rule="all", EventBusName=name, Targets=[{"Id": "1", "Arn": arn}])
    archive = events.create_archive(ArchiveName=name, EventSourceArn=bus)["ArchiveArn"]
    events.put_events(Entries=[{"Source": "x", "DetailType": "t", "Detail": "{}", "EventBusName": name}])
    first = json.loads(next_body(sqs, queue))
    now = time.time()
    events.start_replay(
        ReplayName=name, EventSourceArn=archive, Destination={"Arn": bus},
        EventStartTime=now - 3600, EventEndTime=now + 3600,
    )
    again = json.loads(next_body(sqs, queue))
    assert again.pop("replay-name") == name
    assert again == first
    eventually(lambda: events.describe_replay(ReplayName=name)["State"] == "COMPLETED")


def test_evb_2_a_schedule_calls_as_its_role(scheduler, cloud, sqs, queue, arn, name):
    trust = {
        "Version": "2012-10-17",
        "Statement": {"Effect": "Allow", "Principal": {"Service": "scheduler.amazonaws.com"}, "Action": "sts:AssumeRole"},
    }
    iam = cloud.client("iam")
    role = iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(trust))["Role"]["Arn"]
    allow = {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": arn}}
    iam.put_role_policy(RoleName=name, PolicyName="p", PolicyDocument=json.dumps(allow))
    target = {"Arn": arn, "RoleArn": role, "Input": "dong"}
    made = scheduler.create_schedule(
        Name=name, ScheduleExpression="rate(1 hour)", FlexibleTimeWindow={"Mode": "OFF"}, Target=target
    )
    assert made["ScheduleArn"].endswith(f":schedule/default/{name}")
    assert next_body(sqs, queue) == "dong"
    shown = scheduler.get_schedule(Name=name)
    assert shown["Target"]["Input"] == "dong"
    assert name in [found["Name"] for found in scheduler.list_schedules(NamePrefix=name)["Schedules"]]
    scheduler.delete_schedule(Name=name)
    with refused("ResourceNotFoundException", f"Schedule {name} does not exist."):
        scheduler.get_schedule(Name=name)


def test_s3_tells_the_default_bus(events, s3, sqs, bucket, queue, arn, name):
    bridge = {"EventBridgeConfiguration": {}}
    s3.put_bucket_notification_configuration(Bucket=bucket, NotificationConfiguration=bridge)
    pattern = {"source": ["aws.s3"], "detail": {"bucket": {"name": [bucket]}}}
    events.put_rule(Name=name, EventPattern=json.dumps(pattern))
    events.put_targets(Rule=name, Targets=[{"Id": "1", "Arn": arn}])
    s3.put_object(Bucket=bucket, Key="a/ü", Body=b"hello")
    event = json.loads(next_body(sqs, queue))
    assert event["detail-type"] == "Object Created"
    assert event["detail"]["object"]["key"] == "a/ü"
    assert event["detail"]["reason"] == "PutObject"

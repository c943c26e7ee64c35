"""Pipes: from queues and streams to where they are told."""

import json

from support.errors import refused


def role(cloud, *actions):
    iam = cloud.client("iam")
    trust = {
        "Version": "2012-10-17",
        "Statement": {
            "Effect": "Allow",
            "Principal": {"Service": "pipes.amazonaws.com"},
            "Action": "sts:AssumeRole",
        },
    }
    made = iam.create_role(RoleName="pipe", AssumeRolePolicyDocument=json.dumps(trust))
    allowed = {"Effect": "Allow", "Action": list(actions), "Resource": "*"}
    document = json.dumps({"Version": "2012-10-17", "Statement": allowed})
    iam.put_role_policy(RoleName="pipe", PolicyName="p", PolicyDocument=document)
    return made["Role"]["Arn"]


def queue(cloud, name, **attributes):
    sqs = cloud.client("sqs")
    url = sqs.create_queue(QueueName=name, Attributes=attributes)["QueueUrl"]
    got = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
    return url, got["Attributes"]["QueueArn"]


def bodies(cloud, url):
    sqs, found = cloud.client("sqs"), []
    while True:
        got = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])
        if not got:
            return sorted(found)
        for message in got:
            found.append(message["Body"])
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])


def test_messages_reach_the_target_and_leave_the_source(own_cloud):
    sqs, pipes = own_cloud.client("sqs"), own_cloud.client("pipes")
    (source, source_arn), (target, target_arn) = queue(own_cloud, "from"), queue(own_cloud, "to")
    made = pipes.create_pipe(
        Name="p",
        Source=source_arn,
        Target=target_arn,
        RoleArn=role(own_cloud, "sqs:*"),
        SourceParameters={"FilterCriteria": {"Filters": [{"Pattern": '{"body":{"keep":[true]}}'}]}},
        TargetParameters={"InputTemplate": '{"n": <$.body.n>}'},
        Tags={"team": "a"},
    )
    assert (made["CurrentState"], made["DesiredState"]) == ("CREATING", "RUNNING")
    own_cloud.advance(2)
    for n in range(12):
        sqs.send_message(QueueUrl=source, MessageBody=json.dumps({"n": n, "keep": n % 2 == 0}))
    own_cloud.advance(5)
    assert bodies(own_cloud, target) == sorted(f'{{"n": {n}}}' for n in range(0, 12, 2))
    own_cloud.advance(60)
    assert not bodies(own_cloud, source)
    shown = pipes.describe_pipe(Name="p")
    assert (shown["CurrentState"], shown["Tags"]) == ("RUNNING", {"team": "a"})
    assert [pipe["Name"] for pipe in pipes.list_pipes()["Pipes"]] == ["p"]
    pipes.untag_resource(resourceArn=shown["Arn"], tagKeys=["team"])
    assert pipes.list_tags_for_resource(resourceArn=shown["Arn"])["tags"] == {}


def test_nothing_is_lost_by_a_crash(own_cloud):
    sqs, pipes = own_cloud.client("sqs"), own_cloud.client("pipes")
    (source, source_arn), (target, target_arn) = queue(own_cloud, "from"), queue(own_cloud, "to")
    window = {"BatchSize": 10, "MaximumBatchingWindowInSeconds": 10}
    pipes.create_pipe(
        Name="p",
        Source=source_arn,
        Target=target_arn,
        RoleArn=role(own_cloud, "sqs:*"),
        SourceParameters={"SqsQueueParameters": window},
        TargetParameters={"InputTemplate": "<$.body>"},
    )
    own_cloud.advance(2)
    sqs.send_message(QueueUrl=source, MessageBody="kept")
    own_cloud.advance(5)
    own_cloud.restart(9)
    own_cloud.advance(60)
    assert bodies(own_cloud, target) == ["kept"]
    assert not bodies(own_cloud, source)


def test_a_stream_to_a_bus(own_cloud):
    kinesis, pipes = own_cloud.client("kinesis"), own_cloud.client("pipes")
    events, sqs = own_cloud.client("events"), own_cloud.client("sqs")
    kinesis.create_stream(StreamName="clicks", ShardCount=1)
    own_cloud.advance(2)
    stream = kinesis.describe_stream_summary(StreamName="clicks")["StreamDescriptionSummary"]
    target, target_arn = queue(own_cloud, "to")
    allowed = {
        "Effect": "Allow",
        "Principal": {"Service": "events.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": target_arn,
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": allowed})
    sqs.set_queue_attributes(QueueUrl=target, Attributes={"Policy": policy})
    events.put_rule(Name="clicks", EventPattern='{"source":["shop"]}')
    events.put_targets(Rule="clicks", Targets=[{"Id": "1", "Arn": target_arn}])
    bus = events.describe_event_bus()["Arn"]
    pipes.create_pipe(
        Name="clicks",
        Source=stream["StreamARN"],
        Target=bus,
        RoleArn=role(own_cloud, "kinesis:*", "events:PutEvents"),
        SourceParameters={"KinesisStreamParameters": {"StartingPosition": "LATEST"}},
        TargetParameters={
            "InputTemplate": '{"who": <$.data.who>}',
            "EventBridgeEventBusParameters": {"DetailType": "$.partitionKey", "Source": "shop"},
        },
    )
    own_cloud.advance(2)
    kinesis.put_record(StreamName="clicks", PartitionKey="click", Data=b'{"who":"ann"}')
    own_cloud.advance(5)
    (event,) = [json.loads(body) for body in bodies(own_cloud, target)]
    assert (event["detail-type"], event["detail"]) == ("click", {"who": "ann"})


def test_what_is_refused(own_cloud):
    pipes = own_cloud.client("pipes")
    (_, source), (_, target) = queue(own_cloud, "from"), queue(own_cloud, "to")
    own = {"Name": "p", "Source": source, "Target": target, "RoleArn": role(own_cloud, "sqs:*")}
    pipes.create_pipe(**own)
    with refused("ConflictException", "Pipe p already exists.", 409):
        pipes.create_pipe(**own)
    with refused("NotFoundException", "Pipe none does not exist.", 404):
        pipes.describe_pipe(Name="none")
    account = own_cloud.account
    stream = f"arn:aws:kinesis:us-east-1:{account}:stream/s"
    field = {"Name": "SourceParameters.KinesisStreamParameters", "Message": "Missing required parameter."}
    told = json.dumps({"ValidationErrorFields": [field]}, separators=(",", ":"))
    with refused("ValidationException", told, 400):
        pipes.create_pipe(**{**own, "Name": "q", "Source": stream})
    machine = f"arn:aws:states:us-east-1:{account}:stateMachine:m"
    message = "Haneul does not implement pipes' targets of states yet."
    with refused("NotImplemented", message, 501):
        pipes.create_pipe(**{**own, "Name": "q", "Target": machine})

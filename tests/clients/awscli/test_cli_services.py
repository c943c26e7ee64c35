"""aws sqs, aws sns, aws iam, aws sts."""

import json

from support.cloud import Keys


def test_sqs(aws, name, cloud):
    url = aws("sqs", "create-queue", "--queue-name", name).json["QueueUrl"]
    aws("sqs", "send-message", "--queue-url", url, "--message-body", "hello").json
    got = aws("sqs", "receive-message", "--queue-url", url, "--attribute-names", "All").json
    (message,) = got["Messages"]
    assert message["Body"] == "hello"
    handle = message["ReceiptHandle"]
    assert aws("sqs", "delete-message", "--queue-url", url, "--receipt-handle", handle).code == 0
    assert aws("sqs", "receive-message", "--queue-url", url).out == ""
    table = aws("sqs", "get-queue-attributes", "--queue-url", url, "--attribute-names", "All", "--output", "table")
    assert f"arn:aws:sqs:us-east-1:{cloud.account}:{name}" in table.out
    said = aws("sqs", "get-queue-url", "--queue-name", name + "-not")
    assert "(AWS.SimpleQueueService.NonExistentQueue)" in said.err
    assert "The specified queue does not exist." in said.err


def test_sns(aws, name, cloud):
    topic = aws("sns", "create-topic", "--name", name).json["TopicArn"]
    assert topic == f"arn:aws:sns:us-east-1:{cloud.account}:{name}"
    subscribe = ("--topic-arn", topic, "--protocol", "sms", "--notification-endpoint", "+15551230000")
    arn = aws("sns", "subscribe", *subscribe).json["SubscriptionArn"]
    assert arn.startswith(topic + ":")
    aws("sns", "publish", "--topic-arn", topic, "--message", "hello").json
    [text] = cloud.door("sent?kind=sms&to=%2B15551230000")["messages"]
    assert text["body"] == "hello"
    said = aws("sns", "publish", "--topic-arn", topic + "-not", "--message", "hello")
    assert "(NotFound)" in said.err and "Topic does not exist" in said.err


def test_iam(aws, name, cloud):
    aws("iam", "create-user", "--user-name", name).json
    keys = Keys.of(aws("iam", "create-access-key", "--user-name", name).json)
    said = aws("iam", "list-users", keys=keys)
    assert f"User: arn:aws:iam::{cloud.account}:user/{name} is not authorized to perform: iam:ListUsers" in said.err
    arn = "arn:aws:iam::aws:policy/IAMReadOnlyAccess"
    assert aws("iam", "attach-user-policy", "--user-name", name, "--policy-arn", arn).code == 0
    assert name in aws("iam", "list-users", "--query", "Users[].UserName", keys=keys).json
    said = aws("iam", "get-user", "--user-name", name + "-not")
    assert f"(NoSuchEntity) when calling the GetUser operation: The user with name {name}-not cannot be found." in said.err


def test_sts(aws, name, cloud):
    told = aws("sts", "get-caller-identity").json
    assert told["Arn"] == f"arn:aws:iam::{cloud.account}:root"
    trust = {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Principal": {"AWS": cloud.account}, "Action": "sts:AssumeRole"}],
    }
    role = aws("iam", "create-role", "--role-name", name, "--assume-role-policy-document", json.dumps(trust)).json
    keys = cloud.user(name, {"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "*"})
    arn = role["Role"]["Arn"]
    taken = aws("sts", "assume-role", "--role-arn", arn, "--role-session-name", "session", keys=keys).json
    told = aws("sts", "get-caller-identity", keys=Keys.of(taken)).json
    assert told["Arn"] == f"arn:aws:sts::{cloud.account}:assumed-role/{name}/session"


def test_keys_of_nobody(aws):
    told = aws("sts", "get-caller-identity", keys=Keys("test", "test")).json
    assert told["Account"] == "000000000000"


def test_what_does_not_exist_is_refused_by_name(aws):
    said = aws("ec2", "describe-instances")
    assert "(NotImplemented)" in said.err
    assert "EC2:DescribeInstances" in said.err

def test_events(aws, name, cloud):
    rule = aws("events", "put-rule", "--name", name, "--schedule-expression", "cron(0 12 * * ? *)").json
    assert rule["RuleArn"] == f"arn:aws:events:us-east-1:{cloud.account}:rule/{name}"
    shown = aws("events", "describe-rule", "--name", name).json
    assert shown["ScheduleExpression"] == "cron(0 12 * * ? *)"
    entry = json.dumps([{"Source": name, "DetailType": "t", "Detail": "{}"}])
    assert aws("events", "put-events", "--entries", entry).json["FailedEntryCount"] == 0
    said = aws("events", "put-rule", "--name", name, "--schedule-expression", "cron(0 12 * * * *)")
    assert "(ValidationException)" in said.err
    assert "Parameter ScheduleExpression is not valid." in said.err
    assert aws("events", "delete-rule", "--name", name).code == 0


def test_scheduler(aws, name, cloud):
    made = aws("scheduler", "create-schedule-group", "--name", name).json
    assert made["ScheduleGroupArn"] == f"arn:aws:scheduler:us-east-1:{cloud.account}:schedule-group/{name}"
    assert name in aws("scheduler", "list-schedule-groups", "--query", "ScheduleGroups[].Name").json
    said = aws("scheduler", "get-schedule", "--name", name)
    assert f"Schedule {name} does not exist." in said.err
    assert aws("scheduler", "delete-schedule-group", "--name", name).code == 0

"""Metrics, logs, alarms and graphs together (S105)."""

import datetime
import json
import subprocess

import pytest

from support.cloud import eventually


@pytest.fixture
def cloud(own_cloud):
    """A cloud of its own: its clock is moved."""
    own_cloud.freeze()
    return own_cloud


def now(cloud):
    return datetime.datetime.fromisoformat(cloud.door("clock")["now"].replace("Z", "+00:00"))


def total(cloud, namespace, name, **dimensions):
    """The sum of a metric over the last hour."""
    found = cloud.client("cloudwatch").get_metric_statistics(
        Namespace=namespace,
        MetricName=name,
        Dimensions=[{"Name": key, "Value": value} for key, value in dimensions.items()],
        StartTime=now(cloud) - datetime.timedelta(hours=1),
        EndTime=now(cloud) + datetime.timedelta(minutes=1),
        Period=60,
        Statistics=["Sum"],
    )
    return sum(point["Sum"] for point in found["Datapoints"])


def listener(cloud):
    """A topic and the queue that hears of it."""
    sns, sqs = cloud.client("sns"), cloud.client("sqs")
    topic = sns.create_topic(Name="told")["TopicArn"]
    allow = {"Effect": "Allow", "Principal": "*", "Action": "sqs:SendMessage", "Resource": "*"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": allow})
    queue = sqs.create_queue(QueueName="told", Attributes={"Policy": policy})["QueueUrl"]
    arn = f"arn:aws:sqs:us-east-1:{cloud.account}:told"
    raw = {"RawMessageDelivery": "true"}
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn, Attributes=raw)
    return topic, queue


def heard(cloud, queue):
    """The states that were told of since it was asked last."""
    sqs, states = cloud.client("sqs"), []
    while got := sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10).get("Messages"):
        for message in got:
            states.append(json.loads(message["Body"])["NewStateValue"])
            sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
    return states


def test_s105_lines_of_a_log_set_off_an_alarm(cloud):
    logs, cloudwatch = cloud.client("logs"), cloud.client("cloudwatch")
    topic, queue = listener(cloud)
    logs.create_log_group(logGroupName="app")
    logs.create_log_stream(logGroupName="app", logStreamName="s")
    counts = {"metricNamespace": "App", "metricName": "errors", "metricValue": "1", "defaultValue": 0}
    logs.put_metric_filter(
        logGroupName="app", filterName="errors", filterPattern="ERROR", metricTransformations=[counts]
    )
    cloudwatch.put_metric_alarm(
        AlarmName="errors", Namespace="App", MetricName="errors", Statistic="Sum", Period=60,
        EvaluationPeriods=1, Threshold=2, ComparisonOperator="GreaterThanOrEqualToThreshold",
        AlarmActions=[topic], OKActions=[topic],
    )
    cloudwatch.put_composite_alarm(AlarmName="any", AlarmRule='ALARM("errors")', ActionsEnabled=False)

    def put(*messages):
        at = int(now(cloud).timestamp() * 1000)
        events = [{"timestamp": at, "message": message} for message in messages]
        logs.put_log_events(logGroupName="app", logStreamName="s", logEvents=events)
        cloud.advance(70)

    def states():
        shown = cloudwatch.describe_alarms(AlarmTypes=["MetricAlarm", "CompositeAlarm"])
        return [alarm["StateValue"] for alarm in shown["MetricAlarms"] + shown["CompositeAlarms"]]

    assert states()[0] == "INSUFFICIENT_DATA"
    put("fine", "fine too")
    assert states() == ["OK", "OK"]
    put("ERROR one", "ERROR two", "fine")
    assert states() == ["ALARM", "ALARM"]
    put("ERROR three", "ERROR four")
    put("fine")
    assert states() == ["OK", "OK"]
    # Each change was told once, and no state twice.
    assert sorted(heard(cloud, queue)) == ["ALARM", "OK", "OK"]
    assert total(cloud, "App", "errors") == 4


def test_s105_services_measure_themselves_and_it_can_be_drawn(cloud):
    sqs, dynamodb, cloudwatch = cloud.client("sqs"), cloud.client("dynamodb"), cloud.client("cloudwatch")
    queue = sqs.create_queue(QueueName="q")["QueueUrl"]
    dynamodb.create_table(
        TableName="orders",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    cloud.advance(60)
    for n in range(3):
        sqs.send_message(QueueUrl=queue, MessageBody="x")
        dynamodb.put_item(TableName="orders", Item={"id": {"S": str(n)}})
    cloud.advance(120)
    assert eventually(lambda: total(cloud, "AWS/SQS", "NumberOfMessagesSent", QueueName="q") == 3)
    assert total(cloud, "AWS/DynamoDB", "ConsumedWriteCapacityUnits", TableName="orders") == 3
    metrics = [
        ["AWS/SQS", "NumberOfMessagesSent", "QueueName", "q"],
        ["AWS/DynamoDB", "ConsumedWriteCapacityUnits", "TableName", "orders"],
    ]
    graph = {"metrics": metrics, "period": 60, "stat": "Sum", "region": "us-east-1"}
    body = {"widgets": [{"type": "metric", "x": 0, "y": 0, "width": 12, "height": 6, "properties": graph}]}
    put = cloudwatch.put_dashboard(DashboardName="all", DashboardBody=json.dumps(body))
    assert put["DashboardValidationMessages"] == []
    empty = json.dumps({"metrics": [["None", "none"]]})
    drawn = cloudwatch.get_metric_widget_image(MetricWidget=json.dumps(graph))["MetricWidgetImage"]
    assert drawn.startswith(b"\x89PNG")
    assert drawn != cloudwatch.get_metric_widget_image(MetricWidget=empty)["MetricWidgetImage"]


def test_pipes_keys_secrets_and_certificates_are_measured(cloud, tmp_path):
    sqs, kms, pipes = cloud.client("sqs"), cloud.client("kms"), cloud.client("pipes")
    trust = {"Effect": "Allow", "Principal": {"Service": "pipes.amazonaws.com"}, "Action": "sts:AssumeRole"}
    allow = {"Effect": "Allow", "Action": "sqs:*", "Resource": "*"}
    document = lambda statement: json.dumps({"Version": "2012-10-17", "Statement": statement})
    iam = cloud.client("iam")
    role = iam.create_role(RoleName="pipe", AssumeRolePolicyDocument=document(trust))["Role"]["Arn"]
    iam.put_role_policy(RoleName="pipe", PolicyName="p", PolicyDocument=document(allow))
    urls = [sqs.create_queue(QueueName=name)["QueueUrl"] for name in ("from", "to")]
    source, target = (f"arn:aws:sqs:us-east-1:{cloud.account}:{name}" for name in ("from", "to"))
    pipes.create_pipe(Name="p", Source=source, Target=target, RoleArn=role)
    cloud.advance(2)
    sqs.send_message(QueueUrl=urls[0], MessageBody="x")
    key = kms.create_key()["KeyMetadata"]["Arn"]
    for _ in range(3):
        kms.encrypt(KeyId=key, Plaintext=b"x")
    cloud.client("secretsmanager").create_secret(Name="s", SecretString="x")
    made = subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "own.key",
         "-out", "own.pem", "-days", "3650", "-subj", "/CN=own.example.com"],
        cwd=tmp_path, capture_output=True, check=False,
    )
    assert made.returncode == 0, made.stderr
    own = [(tmp_path / name).read_bytes() for name in ("own.pem", "own.key")]
    arn = cloud.client("acm").import_certificate(Certificate=own[0], PrivateKey=own[1])["CertificateArn"]
    cloud.advance(60)
    assert eventually(lambda: total(cloud, "AWS/EventBridge/Pipes", "EventCount", PipeName="p") == 1)
    assert total(cloud, "AWS/EventBridge/Pipes", "ExecutionFailed", PipeName="p") == 0
    assert eventually(lambda: total(cloud, "AWS/KMS", "SuccessfulRequest", KeyArn=key, Operation="Encrypt") == 3)
    days = lambda: total(cloud, "AWS/CertificateManager", "DaysToExpiry", CertificateArn=arn)
    assert eventually(lambda: days() > 3000)
    before = days()
    # Half a day later, and a whole one. A pipe would look into its source all the time.
    pipes.stop_pipe(Name="p")
    cloud.advance(5)
    cloud.advance(12 * 3600)
    assert days() in (before, before - 1)
    cloud.advance(12 * 3600)
    assert days() == before - 1
    kind = {"Service": "Secrets Manager", "Type": "Resource", "Resource": "SecretCount", "Class": "None"}
    assert eventually(lambda: total(cloud, "AWS/SecretsManager", "ResourceCount", **kind) >= 1)

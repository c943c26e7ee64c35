"""What others tell functions, and what they make of the answers: over sockets, with real Python."""

import base64
import io
import json
import time
import zipfile

import pytest

TRUSTED = [f"{service}.amazonaws.com" for service in ("firehose", "lambda", "pipes")]


class World:
    """A cloud with a role that may do everything, and short words for functions."""

    def __init__(self, cloud):
        self.cloud = cloud
        iam = cloud.client("iam")
        statement = {"Effect": "Allow", "Principal": {"Service": TRUSTED}, "Action": "sts:AssumeRole"}
        trust = json.dumps({"Version": "2012-10-17", "Statement": statement})
        self.role = iam.create_role(RoleName="r", AssumeRolePolicyDocument=trust)["Role"]["Arn"]
        allow = {"Effect": "Allow", "Action": "*", "Resource": "*"}
        allow = json.dumps({"Version": "2012-10-17", "Statement": allow})
        iam.put_role_policy(RoleName="r", PolicyName="p", PolicyDocument=allow)
        cloud.freeze()

    def function(self, name, code):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("a.py", code)
        made = self.cloud.client("lambda").create_function(
            FunctionName=name,
            Runtime="python3.12",
            Role=self.role,
            Handler="a.handler",
            Timeout=60,
            Code={"ZipFile": packed.getvalue()},
        )
        self.cloud.advance(1)
        return made["FunctionArn"]

    def let_in(self, name, principal):
        self.cloud.client("lambda").add_permission(
            FunctionName=name, StatementId="s", Action="lambda:InvokeFunction", Principal=principal
        )

    def queue(self, name):
        sqs = self.cloud.client("sqs")
        url = sqs.create_queue(QueueName=name)["QueueUrl"]
        got = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
        return url, got["Attributes"]["QueueArn"]


@pytest.fixture
def world(start_cloud):
    # Machines of tests may not be able to isolate.
    return World(start_cloud("--plain-functions"))


def test_lam_3_a_pipe_goes_by_way_of_a_function(world):
    code = """
def handler(events, context):
    return [{"name": e["body"].upper(), "messageId": e["messageId"]} for e in events if e["body"] != "drop"]
"""
    function = world.function("shout", code)
    (source, source_arn), (target, target_arn) = world.queue("from"), world.queue("to")
    pipes, sqs = world.cloud.client("pipes"), world.cloud.client("sqs")
    pipes.create_pipe(
        Name="p",
        Source=source_arn,
        Enrichment=function,
        Target=target_arn,
        RoleArn=world.role,
        TargetParameters={"InputTemplate": "<$.name>"},
    )
    world.cloud.advance(2)
    assert pipes.describe_pipe(Name="p")["Enrichment"] == function
    for body in ("hello", "drop"):
        sqs.send_message(QueueUrl=source, MessageBody=body)
    world.cloud.advance(5)
    got = sqs.receive_message(QueueUrl=target, MaxNumberOfMessages=10)["Messages"]
    assert [message["Body"] for message in got] == ["HELLO"]
    assert "Messages" not in sqs.receive_message(QueueUrl=source)


def test_lam_3_and_fir_1_records_are_changed_and_told_apart(world):
    code = """
import base64
def handler(event, context):
    def made(record):
        text = base64.b64decode(record["data"]).decode()
        if text == "bad":
            return {"recordId": record["recordId"], "result": "ProcessingFailed", "data": record["data"]}
        data = base64.b64encode((text.upper() + "\\n").encode()).decode()
        keys = {"first": text[0]}
        return {"recordId": record["recordId"], "result": "Ok", "data": data, "metadata": {"partitionKeys": keys}}
    return {"records": [made(record) for record in event["records"]]}
"""
    function = world.function("shout", code)
    s3, firehose = world.cloud.client("s3"), world.cloud.client("firehose")
    s3.create_bucket(Bucket="lake")
    firehose.create_delivery_stream(
        DeliveryStreamName="hose",
        ExtendedS3DestinationConfiguration={
            "RoleARN": world.role,
            "BucketARN": "arn:aws:s3:::lake",
            "Prefix": "by/!{partitionKeyFromLambda:first}/",
            "ErrorOutputPrefix": "wrong/",
            "BufferingHints": {"IntervalInSeconds": 60, "SizeInMBs": 64},
            "DynamicPartitioningConfiguration": {"Enabled": True},
            "ProcessingConfiguration": {
                "Enabled": True,
                "Processors": [
                    {
                        "Type": "Lambda",
                        "Parameters": [{"ParameterName": "LambdaArn", "ParameterValue": function}],
                    }
                ],
            },
        },
    )
    world.cloud.advance(2)
    records = [{"Data": text.encode()} for text in ("apple", "bean", "avocado", "bad")]
    firehose.put_record_batch(DeliveryStreamName="hose", Records=records)
    world.cloud.advance(60)
    found = {}
    for entry in s3.list_objects_v2(Bucket="lake")["Contents"]:
        folder = entry["Key"].split("/hose-")[0]
        found[folder] = s3.get_object(Bucket="lake", Key=entry["Key"])["Body"].read()
    assert found.pop("by/a") == b"APPLE\nAVOCADO\n"
    assert found.pop("by/b") == b"BEAN\n"
    ((folder, letter),) = found.items()
    assert folder.startswith("wrong/processing-failed/")
    letter = json.loads(letter)
    assert (letter["errorCode"], letter["lambdaArn"]) == ("Lambda.ProcessingFailedStatus", function)
    assert base64.b64decode(letter["rawData"]) == b"bad"


def test_cwl_1_and_lam_3_a_function_is_told_of_log_events(world):
    code = """
import base64, gzip
def handler(event, context):
    print("told " + gzip.decompress(base64.b64decode(event["awslogs"]["data"])).decode())
"""
    function = world.function("tell", code)
    logs = world.cloud.client("logs")
    logs.create_log_group(logGroupName="g")
    logs.create_log_stream(logGroupName="g", logStreamName="s")
    put = {"logGroupName": "g", "filterName": "f", "filterPattern": "ERROR", "destinationArn": function}
    with pytest.raises(logs.exceptions.InvalidParameterException, match="Could not execute the lambda"):
        logs.put_subscription_filter(**put)
    world.let_in("tell", "logs.amazonaws.com")
    logs.put_subscription_filter(**put)
    now = int(time.time() * 1_000)
    events = [{"timestamp": now, "message": text} for text in ("ERROR one", "fine")]
    logs.put_log_events(logGroupName="g", logStreamName="s", logEvents=events)
    world.cloud.advance(5)
    seen = logs.filter_log_events(logGroupName="/aws/lambda/tell")["events"]
    told = [json.loads(e["message"][5:]) for e in seen if e["message"].startswith("told ")]
    kinds = sorted(one["messageType"] for one in told)
    assert kinds == ["CONTROL_MESSAGE", "DATA_MESSAGE"]
    data = next(one for one in told if one["messageType"] == "DATA_MESSAGE")
    assert [event["message"] for event in data["logEvents"]] == ["ERROR one"]

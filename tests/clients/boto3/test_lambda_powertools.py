"""Functions that Powertools for AWS Lambda is in, called by each of those who call functions: what they get
is what its models of AWS's events take, and what it writes is what it writes at AWS."""

import http.client
import json
import time
import urllib.parse

import pytest
from aws_lambda_powertools.utilities.parser import models
from support.cloud import allow, policy
from support.functions import Functions, layer, until

ACCOUNT = "arn:aws:{}:us-east-1:{}:{}".format

# Tells what it was called with; of a queue it cannot do one message; Firehose gets its records back.
TAP = """
import json
from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response

logger = Logger(service="tap")
metrics = Metrics(namespace="Taps", service="tap")
queue = BatchProcessor(event_type=EventType.SQS)

def one(record):
    if record.body == "broken":
        raise ValueError(record.body)

@logger.inject_lambda_context
@metrics.log_metrics(capture_cold_start_metric=True)
def handler(event, context):
    logger.info("called", event=event)
    metrics.add_metric(name="Calls", unit=MetricUnit.Count, value=1)
    records = event.get("Records") or [{}]
    if records[0].get("eventSource") == "aws:sqs":
        return process_partial_response(event, one, queue, context)
    if "deliveryStreamArn" in event:
        kept = [{"recordId": r["recordId"], "result": "Ok", "data": r["data"]} for r in event["records"]]
        return {"records": kept}
    return {"statusCode": 200, "body": "tapped"}
"""


@pytest.fixture
def taps(start_cloud):
    return Taps(start_cloud("--plain-functions"))


class Taps(Functions):
    def __init__(self, cloud):
        super().__init__(cloud)
        self.allow("f", ["kinesis:*", "firehose:*", "lambda:*"])
        modules = ("aws_lambda_powertools", "jmespath", "typing_extensions")
        self.arn = self.make_with("tap", TAP, layer(modules))["FunctionArn"]

    def allow(self, role, actions):
        document = policy(allow(actions))
        iam = self.cloud.client("iam")
        iam.put_role_policy(RoleName=role, PolicyName="more", PolicyDocument=document)

    def arn_of(self, service, resource):
        return ACCOUNT(service, self.cloud.account, resource)

    def lines(self):
        logs = self.cloud.client("logs")
        pages = logs.get_paginator("filter_log_events").paginate
        try:
            found = pages(logGroupName="/aws/lambda/tap").build_full_result()["events"]
        except logs.exceptions.ResourceNotFoundException:
            return []
        texts = [event["message"] for event in found]
        return [json.loads(text) for text in texts if text.startswith("{")]

    def saw(self, is_it):
        """The event of a call, once there was one."""

        def look():
            events = [line["event"] for line in self.lines() if line.get("message") == "called"]
            return [event for event in events if is_it(event)]

        return until(look)[0]

    def from_source(self, source):
        def is_it(event):
            first = (event.get("Records") or [{}])[0]
            return source in (first.get("eventSource"), first.get("EventSource"))

        return self.saw(is_it)

    def map(self, source, **more):
        made = self.client.create_event_source_mapping(FunctionName="tap", EventSourceArn=source, **more)
        uuid = made["UUID"]
        until(lambda: self.client.get_event_source_mapping(UUID=uuid)["State"] == "Enabled")


def test_lam_3_a_queue(taps):
    sqs = taps.cloud.client("sqs")
    url = sqs.create_queue(QueueName="q", Attributes={"VisibilityTimeout": "360"})["QueueUrl"]
    taps.map(taps.arn_of("sqs", "q"), FunctionResponseTypes=["ReportBatchItemFailures"])
    about = {"kind": {"DataType": "String", "StringValue": "order"}}
    for body in ("done", "broken"):
        sqs.send_message(QueueUrl=url, MessageBody=body, MessageAttributes=about)
    event = models.SqsModel.model_validate(taps.from_source("aws:sqs"))
    first = event.Records[0]
    assert first.messageAttributes["kind"].stringValue == "order"
    assert first.eventSourceARN == taps.arn_of("sqs", "q")

    def left():
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        got = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]
        return sum(map(int, got.values())) == 1

    until(left)
    # What it could not do comes again; what it did does not.
    uuid = taps.client.list_event_source_mappings(FunctionName="tap")["EventSourceMappings"][0]["UUID"]
    taps.client.delete_event_source_mapping(UUID=uuid)
    until(lambda: not taps.client.list_event_source_mappings()["EventSourceMappings"])
    taps.cloud.advance(400)
    messages = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10)["Messages"]
    assert [message["Body"] for message in messages] == ["broken"]


def test_lam_3_streams_and_tables(taps):
    kinesis, tables = taps.cloud.client("kinesis"), taps.cloud.client("dynamodb")
    kinesis.create_stream(StreamName="s", ShardCount=1)
    kinesis.get_waiter("stream_exists").wait(StreamName="s", WaiterConfig={"Delay": 1})
    taps.map(taps.arn_of("kinesis", "stream/s"), StartingPosition="TRIM_HORIZON")
    kinesis.put_record(StreamName="s", PartitionKey="k", Data=b"text")
    event = models.KinesisDataStreamModel.model_validate(taps.from_source("aws:kinesis"))
    assert event.Records[0].kinesis.data == b"text"
    made = tables.create_table(
        TableName="table",
        KeySchema=[{"AttributeName": "k", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "k", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
    )
    tables.get_waiter("table_exists").wait(TableName="table", WaiterConfig={"Delay": 1})
    taps.map(made["TableDescription"]["LatestStreamArn"], StartingPosition="TRIM_HORIZON")
    tables.put_item(TableName="table", Item={"k": {"S": "a"}, "n": {"N": "1.5"}})
    event = models.DynamoDBStreamModel.model_validate(taps.from_source("aws:dynamodb"))
    change = event.Records[0]
    assert (change.eventName, change.dynamodb.NewImage["k"]) == ("INSERT", "a")


def test_lam_3_a_bucket_a_topic_and_a_bus(taps):
    s3, sns, events = (taps.cloud.client(name) for name in ("s3", "sns", "events"))
    s3.create_bucket(Bucket="photos")
    taps.let_in("tap", "s3.amazonaws.com")
    told = {"LambdaFunctionArn": taps.arn, "Events": ["s3:ObjectCreated:*"]}
    configuration = {"LambdaFunctionConfigurations": [told], "EventBridgeConfiguration": {}}
    s3.put_bucket_notification_configuration(Bucket="photos", NotificationConfiguration=configuration)
    taps.let_in("tap", "events.amazonaws.com")
    pattern = json.dumps({"source": ["aws.s3", "shop"]})
    events.put_rule(Name="all", EventPattern=pattern)
    events.put_targets(Rule="all", Targets=[{"Id": "1", "Arn": taps.arn}])
    s3.put_object(Bucket="photos", Key="a b.txt", Body=b"text")
    event = models.S3Model.model_validate(taps.from_source("aws:s3"))
    assert event.Records[0].s3.object.key == "a+b.txt"
    seen = taps.saw(lambda event: event.get("source") == "aws.s3")
    event = models.S3EventNotificationEventBridgeModel.model_validate(seen)
    assert event.detail.object.key == "a b.txt"
    detail = json.dumps({"order": 4711})
    events.put_events(Entries=[{"Source": "shop", "DetailType": "sold", "Detail": detail}])
    seen = taps.saw(lambda event: event.get("source") == "shop")
    assert models.EventBridgeModel.model_validate(seen).detail == {"order": 4711}
    topic = sns.create_topic(Name="t")["TopicArn"]
    taps.let_in("tap", "sns.amazonaws.com", SourceArn=topic)
    sns.subscribe(TopicArn=topic, Protocol="lambda", Endpoint=taps.arn)
    sns.publish(TopicArn=topic, Subject="hello", Message="text")
    event = models.SnsModel.model_validate(taps.from_source("aws:sns"))
    assert (event.Records[0].Sns.Subject, event.Records[0].Sns.Message) == ("hello", "text")


def test_lam_3_lines_of_a_log(taps):
    logs = taps.cloud.client("logs")
    logs.create_log_group(logGroupName="app")
    logs.create_log_stream(logGroupName="app", logStreamName="one")
    taps.let_in("tap", "logs.amazonaws.com")
    logs.put_subscription_filter(
        logGroupName="app", filterName="f", filterPattern="ERROR", destinationArn=taps.arn
    )
    at = int(time.time() * 1000)
    lines = [{"timestamp": at, "message": text} for text in ("fine", "ERROR no")]
    logs.put_log_events(logGroupName="app", logStreamName="one", logEvents=lines)

    def decoded(event):
        return models.CloudWatchLogsModel.model_validate(event).awslogs.decoded_data

    # First comes one by which it was tried whether the function can be called.
    seen = taps.saw(lambda event: "awslogs" in event and decoded(event).messageType == "DATA_MESSAGE")
    told = decoded(seen)
    assert (told.logGroup, [line.message for line in told.logEvents]) == ("app", ["ERROR no"])


def test_lam_3_a_delivery_stream(taps):
    firehose, s3 = taps.cloud.client("firehose"), taps.cloud.client("s3")
    s3.create_bucket(Bucket="lake")
    trust = policy(
        {
            "Effect": "Allow",
            "Principal": {"Service": "firehose.amazonaws.com"},
            "Action": "sts:AssumeRole",
        }
    )
    iam = taps.cloud.client("iam")
    role = iam.create_role(RoleName="d", AssumeRolePolicyDocument=trust)["Role"]["Arn"]
    taps.allow("d", ["s3:*", "lambda:InvokeFunction"])
    names = {"LambdaArn": taps.arn, "BufferIntervalInSeconds": "60"}
    parameters = [{"ParameterName": name, "ParameterValue": value} for name, value in names.items()]
    firehose.create_delivery_stream(
        DeliveryStreamName="d",
        ExtendedS3DestinationConfiguration={
            "RoleARN": role,
            "BucketARN": "arn:aws:s3:::lake",
            "BufferingHints": {"IntervalInSeconds": 60},
            "ProcessingConfiguration": {
                "Enabled": True,
                "Processors": [{"Type": "Lambda", "Parameters": parameters}],
            },
        },
    )
    taps.cloud.advance(5)
    firehose.put_record(DeliveryStreamName="d", Record={"Data": b"text"})
    taps.cloud.advance(120)
    seen = taps.saw(lambda event: "deliveryStreamArn" in event)
    event = models.KinesisFirehoseModel.model_validate(seen)
    assert [record.data for record in event.records] == [b"text"]

    def objects():
        return s3.list_objects_v2(Bucket="lake").get("Contents")

    key = until(objects)[0]["Key"]
    assert s3.get_object(Bucket="lake", Key=key)["Body"].read() == b"text"


def test_lam_7_and_cwt_4_a_url_and_what_powertools_writes(taps):
    made = taps.client.create_function_url_config(FunctionName="tap", AuthType="NONE")
    for action, more in [
        ("lambda:InvokeFunctionUrl", {"FunctionUrlAuthType": "NONE"}),
        ("lambda:InvokeFunction", {"InvokedViaFunctionUrl": True}),
    ]:
        taps.client.add_permission(
            FunctionName="tap", StatementId=action.split(":")[1], Action=action, Principal="*", **more
        )
    host = urllib.parse.urlsplit(made["FunctionUrl"]).netloc
    connection = http.client.HTTPConnection("127.0.0.1", taps.cloud.port)
    connection.request("POST", "/a?x=1", body='{"n": 1}', headers={"Host": host})
    answer = connection.getresponse()
    assert (answer.status, answer.read()) == (200, b"tapped")
    seen = taps.saw(lambda event: event.get("version") == "2.0")
    event = models.LambdaFunctionUrlModel.model_validate(seen)
    assert (event.rawPath, event.queryStringParameters) == ("/a", {"x": "1"})
    line = next(line for line in taps.lines() if line.get("message") == "called")
    context = {name: line[name] for name in ("cold_start", "function_name", "function_arn", "service")}
    assert context == {
        "cold_start": True,
        "function_name": "tap",
        "function_arn": taps.arn,
        "service": "tap",
    }
    # What it writes in the embedded format becomes metrics.
    watch = taps.cloud.client("cloudwatch")

    def named():
        found = watch.list_metrics(Namespace="Taps")["Metrics"]
        return {metric["MetricName"] for metric in found} == {"Calls", "ColdStart"}

    until(named)

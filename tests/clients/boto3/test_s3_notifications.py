"""Events of a bucket, in a queue."""

import json
import urllib.parse

import pytest

from support.cloud import eventually
from support.errors import refused


def let_in(sqs, queue, arn, bucket):
    policy = {
        "Version": "2012-10-17",
        "Statement": {
            "Effect": "Allow",
            "Principal": {"Service": "s3.amazonaws.com"},
            "Action": "sqs:SendMessage",
            "Resource": arn,
            "Condition": {"ArnEquals": {"aws:SourceArn": f"arn:aws:s3:::{bucket}"}},
        },
    }
    sqs.set_queue_attributes(QueueUrl=queue, Attributes={"Policy": json.dumps(policy)})


def tell(s3, bucket, arn, *events):
    wanted = {"QueueConfigurations": [{"Id": "one", "QueueArn": arn, "Events": list(events)}]}
    s3.put_bucket_notification_configuration(Bucket=bucket, NotificationConfiguration=wanted)


@pytest.fixture
def arn(sqs, queue):
    return sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"][
        "QueueArn"
    ]


def next_event(sqs, queue):
    def look():
        found = sqs.receive_message(QueueUrl=queue, WaitTimeSeconds=1).get("Messages", [])
        for message in found:
            sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
            return json.loads(message["Body"])

    return eventually(look)


def test_s3_7_events_arrive(s3, sqs, bucket, queue, arn):
    with refused("InvalidArgument", "Unable to validate the following destination configurations"):
        tell(s3, bucket, arn, "s3:ObjectCreated:*")
    let_in(sqs, queue, arn, bucket)
    tell(s3, bucket, arn, "s3:ObjectCreated:*", "s3:ObjectRemoved:*")
    test = next_event(sqs, queue)
    assert (test["Event"], test["Bucket"]) == ("s3:TestEvent", bucket)
    key = "a folder/ü+.txt"
    etag = s3.put_object(Bucket=bucket, Key=key, Body=b"hello")["ETag"]
    [record] = next_event(sqs, queue)["Records"]
    assert record["eventName"] == "ObjectCreated:Put"
    assert record["s3"]["bucket"]["name"] == bucket
    seen = record["s3"]["object"]
    assert urllib.parse.unquote_plus(seen["key"]) == key
    assert (seen["size"], f'"{seen["eTag"]}"') == (5, etag)
    s3.delete_object(Bucket=bucket, Key=key)
    [record] = next_event(sqs, queue)["Records"]
    assert record["eventName"] == "ObjectRemoved:Delete"
    assert record["s3"]["object"]["sequencer"] > seen["sequencer"]


def test_rules_may_not_overlap(s3, sqs, bucket, queue, arn):
    let_in(sqs, queue, arn, bucket)
    both = [
        {"Id": n, "QueueArn": arn, "Events": [event]}
        for n, event in (("a", "s3:ObjectCreated:*"), ("b", "s3:ObjectCreated:Put"))
    ]
    with refused("InvalidArgument", status=400):
        s3.put_bucket_notification_configuration(
            Bucket=bucket, NotificationConfiguration={"QueueConfigurations": both}
        )


def test_sns_3_events_reach_a_topic_and_its_queues(s3, sqs, sns, bucket, queue, arn, name):
    topic = sns.create_topic(Name=name)["TopicArn"]
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)
    wanted = {"TopicConfigurations": [{"TopicArn": topic, "Events": ["s3:ObjectCreated:*"]}]}
    with refused("InvalidArgument", "Unable to validate the following destination configurations"):
        s3.put_bucket_notification_configuration(Bucket=bucket, NotificationConfiguration=wanted)
    allowed = {
        "Version": "2012-10-17",
        "Statement": {
            "Effect": "Allow",
            "Principal": {"Service": "s3.amazonaws.com"},
            "Action": "sns:Publish",
            "Resource": topic,
            "Condition": {"ArnEquals": {"aws:SourceArn": f"arn:aws:s3:::{bucket}"}},
        },
    }
    sns.set_topic_attributes(
        TopicArn=topic, AttributeName="Policy", AttributeValue=json.dumps(allowed)
    )
    allowed["Statement"] |= {
        "Principal": {"Service": "sns.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": arn,
        "Condition": {"ArnEquals": {"aws:SourceArn": topic}},
    }
    sqs.set_queue_attributes(QueueUrl=queue, Attributes={"Policy": json.dumps(allowed)})
    s3.put_bucket_notification_configuration(Bucket=bucket, NotificationConfiguration=wanted)
    shown = s3.get_bucket_notification_configuration(Bucket=bucket)
    assert shown["TopicConfigurations"][0]["TopicArn"] == topic
    test = next_event(sqs, queue)
    assert json.loads(test["Message"])["Event"] == "s3:TestEvent"
    s3.put_object(Bucket=bucket, Key="a", Body=b"hello")
    told = next_event(sqs, queue)
    assert told["Subject"] == "Amazon S3 Notification"
    [record] = json.loads(told["Message"])["Records"]
    assert record["s3"]["object"]["key"] == "a"


def test_a_function_that_does_not_let_s3_in_is_refused(s3, bucket):
    function = "arn:aws:lambda:us-east-1:000000000000:function:f"
    wanted = {"LambdaFunctionArn": function, "Events": ["s3:ObjectCreated:*"]}
    with refused("InvalidArgument", "Unable to validate the following destination configurations", 400):
        s3.put_bucket_notification_configuration(
            Bucket=bucket, NotificationConfiguration={"LambdaFunctionConfigurations": [wanted]}
        )


def test_s3c_12_a_finished_restore_is_told(own_cloud):
    s3, sqs = own_cloud.client("s3"), own_cloud.client("sqs")
    s3.create_bucket(Bucket="archive")
    queue = sqs.create_queue(QueueName="restores")["QueueUrl"]
    arn = f"arn:aws:sqs:us-east-1:{own_cloud.account}:restores"
    let_in(sqs, queue, arn, "archive")
    tell(s3, "archive", arn, "s3:ObjectRestore:*")
    assert next_event(sqs, queue)["Event"] == "s3:TestEvent"
    s3.put_object(Bucket="archive", Key="k", Body=b"kept", StorageClass="GLACIER")
    wanted = {"Days": 1, "GlacierJobParameters": {"Tier": "Expedited"}}
    s3.restore_object(Bucket="archive", Key="k", RestoreRequest=wanted)
    [posted] = next_event(sqs, queue)["Records"]
    assert posted["eventName"] == "ObjectRestore:Post" and "glacierEventData" not in posted
    own_cloud.advance(5 * 60)
    [done] = next_event(sqs, queue)["Records"]
    assert done["eventName"] == "ObjectRestore:Completed"
    told = done["glacierEventData"]["restoreEventData"]
    assert told["lifecycleRestoreStorageClass"] == "GLACIER"
    assert told["lifecycleRestorationExpiryTime"].endswith("T00:00:00.000Z")
    assert done["userIdentity"]["principalId"] == "s3.amazonaws.com"
    own_cloud.advance(3 * 86_400)
    [over] = next_event(sqs, queue)["Records"]
    assert over["eventName"] == "ObjectRestore:Delete"

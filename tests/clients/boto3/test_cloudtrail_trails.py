"""Trails: what they deliver, where to, and who may."""

import gzip
import json

import pytest
from botocore.exceptions import ClientError
from support.cloud import allow


def let_in(cloud, bucket, **condition):
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "cloudtrail.amazonaws.com"},
        "Action": "s3:PutObject",
        "Resource": f"arn:aws:s3:::{bucket}/*",
    }
    if condition:
        statement["Condition"] = {"StringEquals": {"aws:SourceArn": condition["source"]}}
    document = {"Version": "2012-10-17", "Statement": [statement]}
    cloud.client("s3").put_bucket_policy(Bucket=bucket, Policy=json.dumps(document))


def arn(cloud, name):
    return f"arn:aws:cloudtrail:us-east-1:{cloud.account}:trail/{name}"


@pytest.fixture
def logs(own_cloud):
    """A bucket that trails may write to."""
    own_cloud.client("s3").create_bucket(Bucket="logs")
    let_in(own_cloud, "logs")
    return "logs"


@pytest.fixture
def trail(own_cloud, logs):
    client = own_cloud.client("cloudtrail")
    client.create_trail(Name="audit", S3BucketName=logs)
    client.start_logging(Name="audit")
    return client


def records(cloud, bucket="logs"):
    """All that was delivered."""
    s3 = cloud.client("s3")
    found = []
    for item in s3.list_objects_v2(Bucket=bucket).get("Contents", []):
        if item["Key"].endswith(".json.gz") and "Digest" not in item["Key"]:
            body = s3.get_object(Bucket=bucket, Key=item["Key"])["Body"].read()
            found += json.loads(gzip.decompress(body))["Records"]
    return found


def refused(call, **parameters):
    with pytest.raises(ClientError) as caught:
        call(**parameters)
    return caught.value.response["Error"]["Code"]


def test_clt_4_log_files_are_gzip_under_aws_logs(own_cloud, trail, name):
    own_cloud.client("sqs").create_queue(QueueName=name)
    own_cloud.advance(400)
    (record,) = [r for r in records(own_cloud) if r["eventName"] == "CreateQueue"]
    assert record["requestParameters"]["queueName"] == name
    keys = [item["Key"] for item in own_cloud.client("s3").list_objects_v2(Bucket="logs")["Contents"]]
    start = f"AWSLogs/{own_cloud.account}/CloudTrail/"
    assert start in keys, "CloudTrail leaves an empty object where the logs will be"
    assert all(key.startswith(start) for key in keys)
    assert any(f"{start}us-east-1/" in key and "_CloudTrail_us-east-1_" in key for key in keys)
    status = trail.get_trail_status(Name="audit")
    assert status["IsLogging"] is True
    assert status["LatestDeliveryTime"]
    assert "LatestDeliveryError" not in status


def test_stopped_trails_have_nothing_of_what_came_after(own_cloud, trail, name):
    trail.stop_logging(Name="audit")
    own_cloud.client("sqs").create_queue(QueueName=name)
    own_cloud.advance(400)
    assert not [r for r in records(own_cloud) if r["eventName"] == "CreateQueue"]
    assert trail.get_trail_status(Name="audit")["IsLogging"] is False


def test_s106_clt_9_s3_18_who_deleted_is_in_the_logs_where_a_selector_asked(own_cloud, trail):
    s3 = own_cloud.client("s3")
    for bucket in ("watched", "other"):
        s3.create_bucket(Bucket=bucket)
        s3.put_object(Bucket=bucket, Key="before", Body=b"x")
    own_cloud.advance(400)
    assert not [r for r in records(own_cloud) if r["eventCategory"] == "Data"]
    trail.put_event_selectors(
        TrailName="audit",
        EventSelectors=[
            {
                "ReadWriteType": "WriteOnly",
                "IncludeManagementEvents": True,
                "DataResources": [{"Type": "AWS::S3::Object", "Values": ["arn:aws:s3:::watched/"]}],
            }
        ],
    )
    keys = own_cloud.user("deleter", allow("s3:*"))
    theirs = own_cloud.client("s3", keys)
    for bucket in ("watched", "other"):
        theirs.get_object(Bucket=bucket, Key="before")
        theirs.delete_object(Bucket=bucket, Key="before")
    own_cloud.advance(400)
    (record,) = [r for r in records(own_cloud) if r["eventCategory"] == "Data"]
    assert record["eventName"] == "DeleteObject"
    assert record["userIdentity"]["userName"] == "deleter"
    assert record["requestParameters"]["bucketName"] == "watched"
    assert record["requestParameters"]["key"] == "before"
    assert record["resources"][0]["ARN"] == "arn:aws:s3:::watched/before"
    assert record["managementEvent"] is False


def test_advanced_selectors(own_cloud, trail, name):
    def field(name, *values, how="Equals"):
        return {"Field": name, how: list(values)}

    selectors = [
        {
            "Name": "messages to one queue",
            "FieldSelectors": [
                field("eventCategory", "Data"),
                field("resources.type", "AWS::SQS::Queue"),
                field("eventName", "Send", how="StartsWith"),
            ],
        },
    ]
    trail.put_event_selectors(TrailName="audit", AdvancedEventSelectors=selectors)
    assert trail.get_event_selectors(TrailName="audit")["AdvancedEventSelectors"] == selectors
    sqs = own_cloud.client("sqs")
    url = sqs.create_queue(QueueName=name)["QueueUrl"]
    sqs.send_message(QueueUrl=url, MessageBody="m")
    sqs.receive_message(QueueUrl=url)
    own_cloud.advance(400)
    assert [r["eventName"] for r in records(own_cloud) if r["eventCategory"] == "Data"] == ["SendMessage"]
    assert not [r for r in records(own_cloud) if r["eventName"] == "CreateQueue"], "no management events"
    wrong = [{"FieldSelectors": [field("eventCategory", "Data")]}]
    assert refused(trail.put_event_selectors, TrailName="audit", AdvancedEventSelectors=wrong) == "InvalidEventSelectorsException"


def test_the_bucket_policy_decides(own_cloud):
    cloudtrail, s3 = own_cloud.client("cloudtrail"), own_cloud.client("s3")
    make = cloudtrail.create_trail
    assert refused(make, Name="audit", S3BucketName="no-such-bucket-here") == "S3BucketDoesNotExistException"
    s3.create_bucket(Bucket="logs")
    assert refused(make, Name="audit", S3BucketName="logs") == "InsufficientS3BucketPolicyException"
    let_in(own_cloud, "logs", source=arn(own_cloud, "another"))
    assert refused(make, Name="audit", S3BucketName="logs") == "InsufficientS3BucketPolicyException"
    let_in(own_cloud, "logs", source=arn(own_cloud, "audit"))
    make(Name="audit", S3BucketName="logs")


def test_a_delivery_that_fails_is_told_and_made_up_for(own_cloud, trail, name):
    s3 = own_cloud.client("s3")
    s3.delete_bucket_policy(Bucket="logs")
    own_cloud.client("sqs").create_queue(QueueName=name)
    own_cloud.advance(400)
    assert trail.get_trail_status(Name="audit")["LatestDeliveryError"] == "AccessDenied"
    let_in(own_cloud, "logs")
    own_cloud.advance(400)
    assert [r for r in records(own_cloud) if r["eventName"] == "CreateQueue"]
    assert "LatestDeliveryError" not in trail.get_trail_status(Name="audit")


def test_regions(own_cloud, logs, name):
    here = own_cloud.client("cloudtrail")
    there = own_cloud.client("cloudtrail", region="eu-west-1")
    here.create_trail(Name="one", S3BucketName=logs, IncludeGlobalServiceEvents=False)
    assert there.describe_trails()["trailList"] == []
    assert refused(there.get_trail, Name="one") == "TrailNotFoundException"
    here.update_trail(Name="one", IsMultiRegionTrail=True, IncludeGlobalServiceEvents=True)
    assert there.get_trail(Name="one")["Trail"]["HomeRegion"] == "us-east-1"
    assert [t["Name"] for t in there.describe_trails()["trailList"]] == ["one"]
    assert there.describe_trails(includeShadowTrails=False)["trailList"] == []
    assert refused(there.start_logging, Name="one") == "InvalidHomeRegionException"
    here.start_logging(Name="one")
    own_cloud.client("sqs", region="eu-west-1").create_queue(QueueName=name)
    own_cloud.advance(400)
    (record,) = [r for r in records(own_cloud) if r["eventName"] == "CreateQueue"]
    assert record["awsRegion"] == "eu-west-1"


def test_names_tags_and_ends(own_cloud, logs):
    client = own_cloud.client("cloudtrail")
    for wrong in ("ab", "-abc", "a..b", "10.0.0.1"):
        assert refused(client.create_trail, Name=wrong, S3BucketName=logs) == "InvalidTrailNameException"
    made = client.create_trail(Name="audit", S3BucketName=logs, TagsList=[{"Key": "a", "Value": "1"}])
    assert made["TrailARN"] == arn(own_cloud, "audit")
    assert refused(client.create_trail, Name="audit", S3BucketName=logs) == "TrailAlreadyExistsException"
    client.add_tags(ResourceId=made["TrailARN"], TagsList=[{"Key": "b", "Value": "2"}])
    client.remove_tags(ResourceId=made["TrailARN"], TagsList=[{"Key": "a"}])
    (tags,) = client.list_tags(ResourceIdList=[made["TrailARN"]])["ResourceTagList"]
    assert tags["TagsList"] == [{"Key": "b", "Value": "2"}]
    assert client.list_trails()["Trails"] == [
        {"TrailARN": made["TrailARN"], "Name": "audit", "HomeRegion": "us-east-1"}
    ]
    assert refused(client.get_insight_selectors, TrailName="audit") == "InsightNotEnabledException"
    for nth in range(4):
        client.create_trail(Name=f"more-{nth}", S3BucketName=logs)
    assert refused(client.create_trail, Name="six", S3BucketName=logs) == "MaximumNumberOfTrailsExceededException"
    client.delete_trail(Name="audit")
    assert refused(client.get_trail_status, Name="audit") == "TrailNotFoundException"


def test_what_is_not_there_is_refused_by_name(own_cloud, logs):
    client = own_cloud.client("cloudtrail")
    for more in (
        {"KmsKeyId": "alias/x"},
        {"SnsTopicName": "t"},
        {"CloudWatchLogsLogGroupArn": "arn:aws:logs:us-east-1:1:log-group:g:*", "CloudWatchLogsRoleArn": "r"},
    ):
        assert refused(client.create_trail, Name="audit", S3BucketName=logs, **more) == "NotImplemented"
    assert refused(client.start_query, QueryStatement="SELECT 1") == "NotImplemented"

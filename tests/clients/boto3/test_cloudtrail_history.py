"""The event history: every management call is in it, unasked."""

import base64
import json

import pytest
from botocore.exceptions import ClientError
from support.cloud import Keys, allow, eventually


def lookup(cloud, key, value, keys=None, **more):
    client = cloud.client("cloudtrail", keys)
    found = client.lookup_events(
        LookupAttributes=[{"AttributeKey": key, "AttributeValue": value}], **more
    )["Events"]
    return [event | {"Record": json.loads(event["CloudTrailEvent"])} for event in found]


def test_clt_1_allowed_and_denied_calls_are_both_told_of(cloud, name):
    keys = cloud.user(name, allow("sqs:CreateQueue"))
    cloud.client("sqs", keys).create_queue(QueueName=name)
    with pytest.raises(ClientError):
        cloud.client("iam", keys).list_users()
    made, refused = (
        next(iter(lookup(cloud, "AccessKeyId", keys.access_key, MaxResults=50)[place:]), None)
        for place in (-1, 0)
    )
    assert made["EventName"] == "CreateQueue"
    assert made["EventSource"] == "sqs.amazonaws.com"
    assert made["Username"] == name
    assert made["ReadOnly"] == "false"
    assert refused["EventName"] == "ListUsers"
    assert refused["ReadOnly"] == "true"
    assert refused["Record"]["errorCode"] == "AccessDenied"
    assert "is not authorized to perform: iam:ListUsers" in refused["Record"]["errorMessage"]


def test_clt_3_who_what_with_which_parameters_and_what_came_of_it(cloud, name):
    keys = cloud.user(name, allow("sqs:*"))
    url = cloud.client("sqs", keys).create_queue(QueueName=name, tags={"a": "b"})["QueueUrl"]
    event = next(e for e in lookup(cloud, "ResourceName", name) if e["EventName"] == "CreateQueue")
    record = event["Record"]
    identity = record["userIdentity"]
    assert identity["type"] == "IAMUser"
    assert identity["arn"] == f"arn:aws:iam::{cloud.account}:user/{name}"
    assert identity["userName"] == name
    assert identity["accessKeyId"] == keys.access_key
    assert record["requestParameters"] == {"queueName": name, "tags": {"a": "b"}}
    assert record["responseElements"] == {"queueUrl": url}
    assert record["sourceIPAddress"] == "127.0.0.1"
    assert "Boto3/" in record["userAgent"]
    assert record["eventType"] == "AwsApiCall"
    assert record["recipientAccountId"] == cloud.account
    assert record["managementEvent"] is True
    assert record["awsRegion"] == "us-east-1"
    assert event["Resources"] == [{"ResourceType": "AWS::SQS::Queue", "ResourceName": name}]


def test_secrets_are_hidden(cloud, name):
    keys = cloud.user(name)
    events = lookup(cloud, "EventName", "CreateAccessKey", MaxResults=50)
    own = next(e for e in events if e["Record"]["requestParameters"]["userName"] == name)
    assert own["Record"]["responseElements"]["accessKey"]["accessKeyId"] == keys.access_key
    assert keys.secret not in own["CloudTrailEvent"]


def test_iam_7_each_person_is_named(cloud, name):
    people = [f"{name}-{who}" for who in ("kim", "lee")]
    for person in people:
        cloud.client("sts", cloud.user(person)).get_caller_identity()
    for person in people:
        names = {event["EventName"] for event in lookup(cloud, "Username", person)}
        assert names == {"GetCallerIdentity"}


def test_messages_and_objects_are_not_in_it(cloud, name, bucket, queue):
    s3, sqs = cloud.client("s3"), cloud.client("sqs")
    s3.put_object(Bucket=bucket, Key="k", Body=b"x")
    s3.get_object(Bucket=bucket, Key="k")
    sqs.send_message(QueueUrl=queue, MessageBody="m")
    for event in ("PutObject", "GetObject", "SendMessage"):
        assert lookup(cloud, "EventName", event) == []
    assert "CreateBucket" in [e["EventName"] for e in lookup(cloud, "ResourceName", bucket)]


def test_a_role_of_another_account_is_told_of_in_both(cloud, name):
    other = Keys("444455556666", "any")
    trust = {
        "Version": "2012-10-17",
        "Statement": {
            "Effect": "Allow",
            "Principal": {"AWS": cloud.account},
            "Action": "sts:AssumeRole",
        },
    }
    theirs = cloud.client("iam", other)
    arn = theirs.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(trust))["Role"]["Arn"]
    keys = cloud.user(name, allow("sts:AssumeRole", arn))
    session = cloud.client("sts", keys).assume_role(RoleArn=arn, RoleSessionName="us")
    mine = lookup(cloud, "AccessKeyId", keys.access_key)[0]["Record"]
    others = next(
        event["Record"]
        for event in lookup(cloud, "EventName", "AssumeRole", other)
        if event["Record"]["sharedEventID"] == mine["sharedEventID"]
    )
    assert mine["eventID"] != others["eventID"]
    assert (mine["recipientAccountId"], others["recipientAccountId"]) == (cloud.account, "444455556666")
    assert mine["userIdentity"]["type"] == "IAMUser"
    assert others["userIdentity"]["type"] == "AWSAccount"
    assert others["userIdentity"]["accountId"] == cloud.account
    key = session["Credentials"]["AccessKeyId"]
    assert mine["responseElements"]["credentials"]["accessKeyId"] == key
    assert session["Credentials"]["SecretAccessKey"] not in json.dumps(mine)


def test_root_is_told_of_as_root(cloud, name):
    cloud.client("sqs").create_queue(QueueName=name)
    identity = lookup(cloud, "ResourceName", name)[0]["Record"]["userIdentity"]
    assert identity["type"] == "Root"
    assert identity["principalId"] == cloud.account


def test_pages_of_one_are_the_whole_list(own_cloud, name):
    sqs = own_cloud.client("sqs")
    for nth in range(7):
        sqs.create_queue(QueueName=f"{name}-{nth}")
    client = own_cloud.client("cloudtrail")
    attribute = [{"AttributeKey": "EventName", "AttributeValue": "CreateQueue"}]
    pages = client.get_paginator("lookup_events").paginate(
        LookupAttributes=attribute, PaginationConfig={"PageSize": 1}
    )
    one_by_one = [event["EventId"] for page in pages for event in page["Events"]]
    whole = client.lookup_events(LookupAttributes=attribute)["Events"]
    assert one_by_one == [event["EventId"] for event in whole]
    assert len(whole) == 7
    times = [event["EventTime"] for event in whole]
    assert times == sorted(times, reverse=True)


def test_clt_2_ninety_days_are_kept(own_cloud, name):
    own_cloud.client("sqs").create_queue(QueueName=name)
    assert len(lookup(own_cloud, "ResourceName", name)) == 1
    own_cloud.advance(89 * 86400)
    assert len(lookup(own_cloud, "ResourceName", name)) == 1
    own_cloud.advance(2 * 86400)
    assert lookup(own_cloud, "ResourceName", name) == []


def test_an_event_is_there_after_a_kill(own_cloud, name):
    import signal

    own_cloud.client("sqs").create_queue(QueueName=name)
    own_cloud.restart(signal.SIGKILL)
    assert eventually(lambda: lookup(own_cloud, "ResourceName", name))


def test_wrong_lookups(cloud):
    client = cloud.client("cloudtrail")

    def refused(**parameters):
        with pytest.raises(ClientError) as caught:
            client.lookup_events(**parameters)
        return caught.value.response["Error"]["Code"]

    two = [{"AttributeKey": "EventName", "AttributeValue": v} for v in ("A", "B")]
    assert refused(LookupAttributes=two) == "InvalidLookupAttributesException"
    assert refused(StartTime=2_000_000_000, EndTime=1_000_000_000) == "InvalidTimeRangeException"
    assert refused(NextToken="x") == "InvalidNextTokenException"
    end_of_time = base64.urlsafe_b64encode(b"253402207200999999999 x").decode().rstrip("=")
    assert client.lookup_events(NextToken=end_of_time, MaxResults=1)["Events"]
    assert refused(EventCategory="insight") == "NotImplemented"

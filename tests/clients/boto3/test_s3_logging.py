"""Access logs: what clients ask for is told in lines, some minutes later."""

import json
import re

from support.errors import refused

FIELDS = re.compile(r'"[^"]*"|\[[^\]]*\]|\S+')


def lines(s3, bucket):
    found = []
    for one in s3.list_objects_v2(Bucket=bucket).get("Contents", []):
        text = s3.get_object(Bucket=bucket, Key=one["Key"])["Body"].read().decode()
        found += [FIELDS.findall(line) for line in text.splitlines()]
    return found


def test_requests_are_logged(own_cloud):
    s3 = own_cloud.client("s3")
    for name in ("first", "logs"):
        s3.create_bucket(Bucket=name, ACL="bucket-owner-full-control")
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "logging.s3.amazonaws.com"},
        "Action": "s3:PutObject",
        "Resource": "arn:aws:s3:::logs/*",
        "Condition": {"StringEquals": {"aws:SourceAccount": own_cloud.account}},
    }
    s3.put_bucket_policy(
        Bucket="logs", Policy=json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    )
    enabled = {
        "TargetBucket": "logs",
        "TargetPrefix": "p/",
        "TargetObjectKeyFormat": {"PartitionedPrefix": {"PartitionDateSource": "EventTime"}},
    }
    s3.put_bucket_logging(Bucket="first", BucketLoggingStatus={"LoggingEnabled": enabled})
    assert s3.get_bucket_logging(Bucket="first")["LoggingEnabled"] == enabled
    s3.put_object(Bucket="first", Key="a b", Body=b"0123456789")
    s3.get_object(Bucket="first", Key="a b", Range="bytes=2-4")["Body"].read()
    with refused("NoSuchKey"):
        s3.get_object(Bucket="first", Key="no")
    own_cloud.advance(300)
    keys = [one["Key"] for one in s3.list_objects_v2(Bucket="logs")["Contents"]]
    assert re.fullmatch(
        rf"p/{own_cloud.account}/us-east-1/first/(\d{{4}})/(\d\d)/(\d\d)/\1-\2-\3-00-00-00-[0-9A-F]{{16}}",
        keys[0],
    )
    told = {tuple(line[6:8]) + (line[9],): line for line in lines(s3, "logs")}
    got = told["REST.GET.OBJECT", "a%2520b", "206"]
    assert len(got) == 26
    assert got[8] == '"GET /first/a%20b HTTP/1.1"'
    assert got[10:13] == ["-", "3", "10"]
    assert "Boto3" in got[16]
    assert got[19:22] == ["SigV4", "-", "AuthHeader"]
    put = told["REST.PUT.OBJECT", "a%2520b", "200"]
    assert put[12] == "10"
    assert told["REST.GET.OBJECT", "no", "404"][10] == "NoSuchKey"
    # What waits is delivered after a restart, too.
    s3.head_object(Bucket="first", Key="a b")
    own_cloud.restart()
    s3 = own_cloud.client("s3")
    own_cloud.advance(300)
    assert any(line[6] == "REST.HEAD.OBJECT" for line in lines(s3, "logs"))

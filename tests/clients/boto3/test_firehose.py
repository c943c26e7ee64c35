"""Delivery streams to a bucket."""

import gzip
import json

from support.errors import refused


def role(cloud):
    iam = cloud.client("iam")
    trust = {
        "Version": "2012-10-17",
        "Statement": {
            "Effect": "Allow",
            "Principal": {"Service": "firehose.amazonaws.com"},
            "Action": "sts:AssumeRole",
        },
    }
    made = iam.create_role(RoleName="hose", AssumeRolePolicyDocument=json.dumps(trust))
    allowed = {"Effect": "Allow", "Action": "s3:PutObject", "Resource": "*"}
    document = json.dumps({"Version": "2012-10-17", "Statement": allowed})
    iam.put_role_policy(RoleName="hose", PolicyName="p", PolicyDocument=document)
    return made["Role"]["Arn"]


def hose(cloud, **more):
    cloud.client("s3").create_bucket(Bucket="lake")
    firehose = cloud.client("firehose")
    firehose.create_delivery_stream(
        DeliveryStreamName="hose",
        ExtendedS3DestinationConfiguration={
            "RoleARN": role(cloud),
            "BucketARN": "arn:aws:s3:::lake",
            "BufferingHints": {"IntervalInSeconds": 60, "SizeInMBs": 1},
            **more,
        },
    )
    cloud.advance(2)
    return firehose


def objects(cloud):
    s3 = cloud.client("s3")
    listed = s3.list_objects_v2(Bucket="lake").get("Contents", [])
    return {o["Key"]: s3.get_object(Bucket="lake", Key=o["Key"])["Body"].read() for o in listed}


def test_fir_1_records_are_delivered_after_the_interval(own_cloud):
    firehose = hose(own_cloud, Prefix="in/", CompressionFormat="GZIP")
    firehose.put_record(DeliveryStreamName="hose", Record={"Data": b"one\n"})
    batch = [{"Data": b"two\n"}, {"Data": b"three\n"}]
    answer = firehose.put_record_batch(DeliveryStreamName="hose", Records=batch)
    assert (answer["FailedPutCount"], len(answer["RequestResponses"])) == (0, 2)
    assert not objects(own_cloud)
    own_cloud.advance(60)
    ((key, body),) = objects(own_cloud).items()
    assert key.startswith("in/2") and "/hose-1-" in key and key.endswith(".gz")
    assert gzip.decompress(body) == b"one\ntwo\nthree\n"


def test_acknowledged_records_are_delivered_after_a_crash(own_cloud):
    firehose = hose(own_cloud)
    firehose.put_record(DeliveryStreamName="hose", Record={"Data": b"kept"})
    own_cloud.restart(9)
    own_cloud.advance(60)
    assert list(objects(own_cloud).values()) == [b"kept"]
    own_cloud.advance(3600)
    assert len(objects(own_cloud)) == 1


def test_what_is_refused(own_cloud):
    firehose = hose(own_cloud)
    account = own_cloud.account
    with refused("ResourceNotFoundException", f"Firehose none under account {account} not found.", 400):
        firehose.put_record(DeliveryStreamName="none", Record={"Data": b""})
    with refused("ResourceInUseException", f"Firehose hose under accountId {account} already exists", 400):
        firehose.create_delivery_stream(
            DeliveryStreamName="hose",
            S3DestinationConfiguration={
                "RoleARN": "arn:aws:iam::111122223333:role/hose",
                "BucketARN": "arn:aws:s3:::lake",
            },
        )
    versions = "the current version id: 1 and specified version id: 7 do not match"
    with refused("ConcurrentModificationException", f"Cannot update firehose: hose since {versions}", 400):
        firehose.update_destination(
            DeliveryStreamName="hose",
            CurrentDeliveryStreamVersionId="7",
            DestinationId="destinationId-000000000001",
            ExtendedS3DestinationUpdate={"Prefix": "new/"},
        )

"""`aws cloudtrail validate-logs`: the client's own check of what was delivered (CLT-7)."""

import gzip
import json

import pytest
from support.cloud import Cloud, Keys, allow, policy


@pytest.fixture
def cloud(own_cloud):
    """A cloud of its own: its clock is moved."""
    return own_cloud


def validate(aws, arn, *more):
    said = aws("cloudtrail", "validate-logs", "--trail-arn", arn, "--start-time", "2020-01-01T00:00:00Z",
               "--end-time", "2099-01-01T00:00:00Z", *more)
    return said.out + said.err


def test_s107_clt_7_validate_logs_finds_what_was_changed_and_what_is_missing(cloud, aws, name):
    s3, cloudtrail = cloud.client("s3"), cloud.client("cloudtrail")
    s3.create_bucket(Bucket=name)
    allowed = {
        "Effect": "Allow",
        "Principal": {"Service": "cloudtrail.amazonaws.com"},
        "Action": "s3:PutObject",
        "Resource": f"arn:aws:s3:::{name}/*",
    }
    policy = {"Version": "2012-10-17", "Statement": [allowed]}
    s3.put_bucket_policy(Bucket=name, Policy=json.dumps(policy))
    arn = cloudtrail.create_trail(Name="audit", S3BucketName=name, EnableLogFileValidation=True)["TrailARN"]
    cloudtrail.start_logging(Name="audit")
    for nth in range(3):
        cloud.client("sqs").create_queue(QueueName=f"{name}-{nth}")
        cloud.advance(3700)
    said = validate(aws, arn)
    assert "INVALID" not in said, said
    assert "digest files valid" in said, said
    logs = [
        item["Key"]
        for item in s3.list_objects_v2(Bucket=name)["Contents"]
        if item["Key"].endswith(".gz")
    ]
    digests = sorted(key for key in logs if "CloudTrail-Digest" in key)
    files = [key for key in logs if "CloudTrail-Digest" not in key]
    assert len(digests) >= 3
    assert f"{len(files)}/{len(files)} log files valid" in said, said

    # One byte of a log.
    body = gzip.decompress(s3.get_object(Bucket=name, Key=files[0])["Body"].read())
    changed = body.replace(b"CreateQueue", b"DeleteQueue", 1)
    s3.put_object(Bucket=name, Key=files[0], Body=gzip.compress(changed))
    said = validate(aws, arn)
    if changed != body:
        assert f"{name}/{files[0]}\tINVALID: hash value doesn't match" in said, said
    # A log.
    s3.delete_object(Bucket=name, Key=files[1])
    said = validate(aws, arn)
    assert f"{name}/{files[1]}\tINVALID: not found" in said, said
    # A digest.
    s3.delete_object(Bucket=name, Key=digests[1])
    said = validate(aws, arn)
    assert f"{name}/{digests[1]}\tINVALID: not found" in said, said


def test_without_validation_there_is_no_digest(cloud, name):
    assert isinstance(cloud, Cloud)
    s3, cloudtrail = cloud.client("s3"), cloud.client("cloudtrail")
    s3.create_bucket(Bucket=name)
    allowed = {
        "Effect": "Allow",
        "Principal": {"Service": "cloudtrail.amazonaws.com"},
        "Action": "s3:PutObject",
        "Resource": f"arn:aws:s3:::{name}/*",
    }
    s3.put_bucket_policy(Bucket=name, Policy=json.dumps({"Version": "2012-10-17", "Statement": [allowed]}))
    cloudtrail.create_trail(Name="audit", S3BucketName=name)
    cloudtrail.start_logging(Name="audit")
    cloud.client("sqs").create_queue(QueueName=name)
    cloud.advance(7300)
    keys = [item["Key"] for item in s3.list_objects_v2(Bucket=name)["Contents"]]
    assert not [key for key in keys if "Digest" in key]
    assert [key for key in keys if key.endswith(".gz")]


def test_clt_7_validate_logs_of_a_member_of_an_organization(cloud, aws, name):
    member, service = "444455556666", "cloudtrail.amazonaws.com"
    organizations, theirs = cloud.client("organizations"), Keys(member, "any")
    organizations.create_organization(FeatureSet="ALL")
    organizations.enable_aws_service_access(ServicePrincipal=service)
    sent = organizations.invite_account_to_organization(Target={"Type": "ACCOUNT", "Id": member})
    cloud.client("organizations", keys=theirs).accept_handshake(HandshakeId=sent["Handshake"]["Id"])
    cloud.client("s3").create_bucket(Bucket=name)
    statement = allow("s3:PutObject", f"arn:aws:s3:::{name}/*", Principal={"Service": service})
    cloud.client("s3").put_bucket_policy(Bucket=name, Policy=policy(statement))
    cloudtrail = cloud.client("cloudtrail")
    made = cloudtrail.create_trail(
        Name="all", S3BucketName=name, EnableLogFileValidation=True, IsOrganizationTrail=True
    )
    cloudtrail.start_logging(Name="all")
    for nth in range(2):
        cloud.client("sqs", keys=theirs).create_queue(QueueName=f"{name}-{nth}")
        cloud.advance(3700)
    said = validate(aws, made["TrailARN"], "--account-id", member)
    assert "INVALID" not in said, said
    assert "2/2 log files valid" in said, said
    s3 = cloud.client("s3")
    keys = [item["Key"] for item in s3.list_objects_v2(Bucket=name)["Contents"]]
    log = next(key for key in keys if f"/{member}/CloudTrail/" in key)
    s3.delete_object(Bucket=name, Key=log)
    said = validate(aws, made["TrailARN"], "--account-id", member)
    assert f"{name}/{log}\tINVALID: not found" in said, said

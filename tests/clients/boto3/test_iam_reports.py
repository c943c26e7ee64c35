"""Reports about an account, and simulated decisions."""

import csv
import io

import pytest

from support.cloud import allow, deny, eventually, policy
from support.errors import refused


def test_the_credential_report(own_cloud):
    iam = own_cloud.client("iam")
    keys = own_cloud.user("luna", allow("s3:*"))
    own_cloud.client("s3", keys=keys, region="eu-west-1").list_buckets()
    with refused("ReportNotPresent", status=410):
        iam.get_credential_report()
    assert iam.generate_credential_report()["State"] == "STARTED"
    with refused("ReportInProgress", status=404):
        iam.get_credential_report()
    assert eventually(lambda: iam.generate_credential_report()["State"] == "COMPLETE")
    rows = {row["user"]: row for row in csv.DictReader(io.StringIO(iam.get_credential_report()["Content"].decode()))}
    assert rows["<root_account>"]["arn"] == f"arn:aws:iam::{own_cloud.account}:root"
    luna = rows["luna"]
    assert (luna["access_key_1_active"], luna["password_enabled"], luna["mfa_active"]) == ("true", "false", "false")
    assert (luna["access_key_1_last_used_service"], luna["access_key_1_last_used_region"]) == ("s3", "eu-west-1")
    own_cloud.advance(5 * 3600)
    with refused("ReportExpired", status=410):
        iam.get_credential_report()


def test_everybody(own_cloud):
    iam = own_cloud.client("iam")
    own_cloud.user("luna", allow("s3:*"))
    pages = iam.get_paginator("get_account_authorization_details").paginate(PaginationConfig={"PageSize": 1})
    users = [u for page in pages for u in page["UserDetailList"]]
    assert [u["UserName"] for u in users] == ["luna"]
    document = users[0]["UserPolicyList"][0]["PolicyDocument"]
    assert document["Statement"][0]["Action"] == "s3:*"


def test_what_was_used(cloud, iam, name):
    keys = cloud.user(name, allow(["s3:*", "ec2:*"]))
    cloud.client("s3", keys=keys).list_buckets()
    arn = f"arn:aws:iam::{cloud.account}:user/{name}"
    job = iam.generate_service_last_accessed_details(Arn=arn, Granularity="ACTION_LEVEL")["JobId"]
    details = iam.get_service_last_accessed_details(JobId=job)
    assert details["JobStatus"] == "COMPLETED"
    services = {s["ServiceNamespace"]: s for s in details["ServicesLastAccessed"]}
    assert set(services) == {"s3", "ec2"}
    assert services["s3"]["LastAuthenticatedEntity"] == arn
    assert [a["ActionName"] for a in services["s3"]["TrackedActionsLastAccessed"]] == ["ListBuckets"]
    assert "LastAuthenticated" not in services["ec2"]


def test_a_key_remembers_across_a_restart(start_cloud):
    cloud = start_cloud()
    keys = cloud.user("luna", allow("s3:*"))
    cloud.client("s3", keys=keys).list_buckets()
    cloud.restart()
    told = cloud.client("iam").get_access_key_last_used(AccessKeyId=keys.access_key)
    assert told["UserName"] == "luna" and told["AccessKeyLastUsed"]["ServiceName"] == "s3"


def test_simulations(cloud, iam, name):
    cloud.user(name, allow("s3:*"), deny("s3:DeleteBucket"))
    arn = f"arn:aws:iam::{cloud.account}:user/{name}"
    pages = iam.get_paginator("simulate_principal_policy").paginate(
        PolicySourceArn=arn, ActionNames=["s3:GetObject", "s3:DeleteBucket", "sqs:SendMessage"], PaginationConfig={"PageSize": 1}
    )
    results = [r for page in pages for r in page["EvaluationResults"]]
    assert [r["EvalDecision"] for r in results] == ["allowed", "explicitDeny", "implicitDeny"]
    assert results[1]["MatchedStatements"][0]["SourcePolicyId"] == f"user_{name}_p"
    custom = iam.simulate_custom_policy(
        PolicyInputList=[policy(allow("s3:*", Condition={"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}))],
        ActionNames=["s3:GetObject"],
        ContextEntries=[{"ContextKeyName": "aws:SourceIp", "ContextKeyValues": ["203.0.113.7"], "ContextKeyType": "ip"}],
    )
    assert custom["EvaluationResults"][0]["EvalDecision"] == "allowed"
    keys = iam.get_context_keys_for_custom_policy(PolicyInputList=[policy(allow("s3:*", Condition={"Bool": {"aws:SecureTransport": "true"}}))])
    assert keys["ContextKeyNames"] == ["aws:SecureTransport"]
    with refused("NoSuchEntity", status=404):
        iam.simulate_principal_policy(PolicySourceArn=arn + "-no", ActionNames=["s3:GetObject"])

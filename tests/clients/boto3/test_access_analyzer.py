"""Analyzers: who is let in from outside, what is not used."""

import json

import pytest
from botocore.exceptions import ClientError
from support.cloud import Keys


def policy(*statements):
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def refused(call, **parameters):
    with pytest.raises(ClientError) as caught:
        call(**parameters)
    return caught.value.response["Error"]["Code"]


def open_bucket(cloud, name):
    s3 = cloud.client("s3")
    s3.create_bucket(Bucket=name)
    s3.delete_public_access_block(Bucket=name)
    statement = {
        "Effect": "Allow",
        "Principal": "*",
        "Action": "s3:GetObject",
        "Resource": f"arn:aws:s3:::{name}/*",
    }
    s3.put_bucket_policy(Bucket=name, Policy=policy(statement))


def test_iaa_1_a_public_bucket_is_found(own_cloud):
    client = own_cloud.client("accessanalyzer")
    open_bucket(own_cloud, "photos")
    arn = client.create_analyzer(analyzerName="watch", type="ACCOUNT", tags={"team": "ops"})["arn"]
    assert client.get_analyzer(analyzerName="watch")["analyzer"]["status"] == "ACTIVE"
    assert client.list_tags_for_resource(resourceArn=arn)["tags"] == {"team": "ops"}
    pages = client.get_paginator("list_findings").paginate(analyzerArn=arn)
    (finding,) = [finding for page in pages for finding in page["findings"]]
    assert finding["resource"] == "arn:aws:s3:::photos"
    assert finding["isPublic"] is True
    assert finding["principal"] == {"AWS": "*"}
    client.update_findings(analyzerArn=arn, ids=[finding["id"]], status="ARCHIVED")
    found = client.get_finding(analyzerArn=arn, id=finding["id"])["finding"]
    assert found["status"] == "ARCHIVED"
    own_cloud.client("s3").delete_bucket_policy(Bucket="photos")
    client.start_resource_scan(analyzerArn=arn, resourceArn="arn:aws:s3:::photos")
    found = client.get_finding_v2(analyzerArn=arn, id=finding["id"])
    assert found["status"] == "RESOLVED"
    seen = client.get_analyzed_resource(analyzerArn=arn, resourceArn="arn:aws:s3:::photos")
    assert seen["resource"]["isPublic"] is False


def test_errors_and_rules(own_cloud):
    client = own_cloud.client("accessanalyzer")
    assert refused(client.get_analyzer, analyzerName="none") == "ResourceNotFoundException"
    client.create_analyzer(analyzerName="watch", type="ACCOUNT")
    again = {"analyzerName": "watch", "type": "ACCOUNT"}
    assert refused(client.create_analyzer, **again) == "ConflictException"
    more = {"analyzerName": "more", "type": "ACCOUNT"}
    assert refused(client.create_analyzer, **more) == "ServiceQuotaExceededException"
    rule = {"analyzerName": "watch", "ruleName": "mine"}
    client.create_archive_rule(**rule, filter={"isPublic": {"eq": ["true"]}})
    client.update_archive_rule(**rule, filter={"principal.AWS": {"exists": True}})
    found = client.get_archive_rule(**rule)["archiveRule"]
    assert found["filter"] == {"principal.AWS": {"exists": True}}
    wrong = {"colour": {"eq": ["red"]}}
    assert refused(client.update_archive_rule, **rule, filter=wrong) == "ValidationException"
    client.delete_archive_rule(**rule)
    assert client.list_archive_rules(analyzerName="watch")["archiveRules"] == []


def test_only_who_may_sees_findings(own_cloud):
    arn = own_cloud.client("accessanalyzer").create_analyzer(analyzerName="watch", type="ACCOUNT")["arn"]
    iam = own_cloud.client("iam")
    iam.create_user(UserName="ann")
    keys = Keys.of(iam.create_access_key(UserName="ann"))
    ann = own_cloud.client("accessanalyzer", keys)
    assert refused(ann.list_findings, analyzerArn=arn) == "AccessDeniedException"
    statement = {"Effect": "Allow", "Action": "access-analyzer:ListFindings", "Resource": arn}
    iam.put_user_policy(UserName="ann", PolicyName="look", PolicyDocument=policy(statement))
    assert ann.list_findings(analyzerArn=arn)["findings"] == []


def test_what_is_said_of_a_policy(cloud):
    client = cloud.client("accessanalyzer")
    statement = {"Effect": "Allow", "Action": "iam:PassRole", "Resource": "*"}
    found = client.validate_policy(policyDocument=policy(statement), policyType="IDENTITY_POLICY")
    (finding,) = found["findings"]
    assert finding["findingType"] == "SECURITY_WARNING"
    assert finding["issueCode"] == "PASS_ROLE_WITH_STAR_IN_RESOURCE"
    start = finding["locations"][0]["span"]["start"]
    assert policy(statement)[start["offset"] :].startswith('"iam:PassRole"')


def test_iam_3_a_policy_of_what_was_done(own_cloud):
    own_cloud.client("s3").create_bucket(Bucket="photos")
    own_cloud.client("s3").put_object(Bucket="photos", Key="a", Body=b"x")
    iam = own_cloud.client("iam")
    user = iam.create_user(UserName="ann")["User"]["Arn"]
    statement = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    iam.put_user_policy(UserName="ann", PolicyName="all", PolicyDocument=policy(statement))
    keys = Keys.of(iam.create_access_key(UserName="ann"))
    own_cloud.client("s3", keys).get_object(Bucket="photos", Key="a")["Body"].read()
    own_cloud.client("sqs", keys, region="eu-west-1").list_queues()
    client = own_cloud.client("accessanalyzer")
    job = client.start_policy_generation(policyGenerationDetails={"principalArn": user})["jobId"]
    answer = client.get_generated_policy(jobId=job)
    assert answer["jobDetails"]["status"] == "SUCCEEDED"
    (generated,) = answer["generatedPolicyResult"]["generatedPolicies"]
    (statement,) = json.loads(generated["policy"])["Statement"]
    assert [action.lower() for action in statement["Action"]] == ["s3:getobject", "sqs:listqueues"]

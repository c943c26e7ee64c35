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


def test_iam_3_what_is_asked_for_each_object_is_in_the_policy(own_cloud):
    s3 = own_cloud.client("s3")
    s3.create_bucket(Bucket="photos")
    s3.put_object(Bucket="photos", Key="a", Body=b"x")
    keys = own_cloud.user("ann", {"Effect": "Allow", "Action": "*", "Resource": "*"})
    wanted = {"Objects": [{"Key": "a"}, {"Key": "b*"}]}
    own_cloud.client("s3", keys).delete_objects(Bucket="photos", Delete=wanted)
    # What was refused is not taken, be it the whole call.
    own_cloud.client("iam").put_user_policy(
        UserName="ann",
        PolicyName="no",
        PolicyDocument=policy({"Effect": "Deny", "Action": "sqs:*", "Resource": "*"}),
    )
    assert refused(own_cloud.client("sqs", keys).create_queue, QueueName="q") == "AccessDenied"
    client = own_cloud.client("accessanalyzer")
    ann = own_cloud.client("iam").get_user(UserName="ann")["User"]["Arn"]
    job = client.start_policy_generation(policyGenerationDetails={"principalArn": ann})["jobId"]
    (generated,) = client.get_generated_policy(jobId=job)["generatedPolicyResult"]["generatedPolicies"]
    (statement,) = json.loads(generated["policy"])["Statement"]
    assert statement["Action"] == ["s3:DeleteObject"]
    assert [job["jobId"] for job in client.list_policy_generations()["policyGenerations"]] == [job]
    own_cloud.advance(8 * 86_400)
    assert client.list_policy_generations()["policyGenerations"] == []


def test_the_role_of_a_trail_is_the_callers_own_to_give(own_cloud):
    iam = own_cloud.client("iam")
    client = own_cloud.client("accessanalyzer", own_cloud.user("ann", {
        "Effect": "Allow", "Action": "access-analyzer:*", "Resource": "*",
    }))
    ann = iam.get_user(UserName="ann")["User"]["Arn"]

    def start(role, client=client):
        trail = {"cloudTrailArn": f"arn:aws:cloudtrail:us-east-1:{own_cloud.account}:trail/t"}
        return refused(
            client.start_policy_generation,
            policyGenerationDetails={"principalArn": ann},
            cloudTrailDetails={"accessRole": role, "startTime": 0, "trails": [trail]},
        )

    # Nobody learns here which roles there are.
    missing = f"arn:aws:iam::{own_cloud.account}:role/service-role/none"
    assert start(missing) == "AccessDeniedException"
    root = own_cloud.client("accessanalyzer")
    assert start(missing, root) == "ValidationException"
    theirs = own_cloud.client("iam", Keys("444455556666", "any")).create_role(
        RoleName="theirs",
        Path="/service-role/",
        AssumeRolePolicyDocument=policy(
            {"Effect": "Allow", "Principal": {"Service": "access-analyzer.amazonaws.com"},
             "Action": "sts:AssumeRole"}
        ),
    )["Role"]["Arn"]
    assert start(theirs, root) == "AccessDeniedException"


def test_a_change_that_opens_more_is_told_of(cloud):
    client = cloud.client("accessanalyzer")

    def check(old, new, kind="IDENTITY_POLICY"):
        return client.check_no_new_access(
            existingPolicyDocument=policy(old), newPolicyDocument=policy(new), policyType=kind
        )

    read = {"Effect": "Allow", "Action": "s3:Get*", "Resource": "arn:aws:s3:::photos/*"}
    same = check(read, read | {"Action": "s3:GetObject"})
    assert same["result"] == "PASS"
    more = check(read, read | {"Sid": "more", "Action": ["s3:GetObject", "s3:PutObject"]})
    assert more["result"] == "FAIL"
    (reason,) = more["reasons"]
    assert reason["description"] == "New access in the statement with sid: more."
    assert (reason["statementId"], reason["statementIndex"]) == ("more", 0)
    trust = {"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "sts:AssumeRole"}
    wider = trust | {"Principal": {"AWS": ["111122223333", "444455556666"]}}
    assert check(trust, wider, "RESOURCE_POLICY")["result"] == "FAIL"
    assert check(wider, trust, "RESOURCE_POLICY")["result"] == "PASS"
    broken = {"existingPolicyDocument": "{", "newPolicyDocument": policy(read)}
    assert refused(client.check_no_new_access, policyType="IDENTITY_POLICY", **broken) == "InvalidParameterException"


def queue_policy(queue, who):
    return policy({"Effect": "Allow", "Principal": {"AWS": who}, "Action": "sqs:SendMessage", "Resource": queue})


def test_iaa_1_previews_say_what_would_be_found(own_cloud):
    client, sqs = own_cloud.client("accessanalyzer"), own_cloud.client("sqs")
    url = sqs.create_queue(QueueName="jobs")["QueueUrl"]
    queue = f"arn:aws:sqs:us-east-1:{own_cloud.account}:jobs"
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": queue_policy(queue, "444455556666")})
    analyzer = client.create_analyzer(analyzerName="watch", type="ACCOUNT")["arn"]
    (known,) = client.list_findings(analyzerArn=analyzer)["findings"]

    def preview(configuration, arn=queue):
        made = client.create_access_preview(analyzerArn=analyzer, configurations={arn: configuration})["id"]
        got = client.get_access_preview(analyzerArn=analyzer, accessPreviewId=made)["accessPreview"]
        assert got["status"] == "COMPLETED"
        assert got["configurations"] == {arn: configuration}
        pages = client.get_paginator("list_access_preview_findings").paginate(
            analyzerArn=analyzer, accessPreviewId=made, PaginationConfig={"PageSize": 1}
        )
        return [finding for page in pages for finding in page["findings"]]

    (same,) = preview({"sqsQueue": {}})
    assert (same["changeType"], same["existingFindingId"]) == ("UNCHANGED", known["id"])
    found = preview({"sqsQueue": {"queuePolicy": queue_policy(queue, "777788889999")}})
    by_change = {finding["changeType"]: finding for finding in found}
    assert by_change["NEW"]["principal"] == {"AWS": "777788889999"}
    assert by_change["NEW"]["status"] == "ACTIVE"
    assert "existingFindingId" not in by_change["NEW"]
    gone = by_change["CHANGED"]
    assert (gone["status"], gone["existingFindingStatus"]) == ("RESOLVED", "ACTIVE")
    assert gone["existingFindingId"] == known["id"]
    (gone,) = preview({"sqsQueue": {"queuePolicy": ""}})
    assert gone["changeType"] == "CHANGED"
    # Things that are not there yet, too.
    opened = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::new/*"}
    bucket = {"s3Bucket": {"bucketPolicy": policy(opened)}}
    (finding,) = preview(bucket, "arn:aws:s3:::new")
    assert (finding["changeType"], finding["isPublic"]) == ("NEW", True)
    shut = {"ignorePublicAcls": True, "restrictPublicBuckets": True}
    bucket["s3Bucket"]["bucketPublicAccessBlock"] = shut
    assert preview(bucket, "arn:aws:s3:::new") == []
    trust = policy({"Effect": "Allow", "Principal": {"AWS": "444455556666"}, "Action": "sts:AssumeRole"})
    role = f"arn:aws:iam::{own_cloud.account}:role/new"
    (finding,) = preview({"iamRole": {"trustPolicy": trust}}, role)
    assert finding["resourceType"] == "AWS::IAM::Role"
    # Nothing has happened to what is there.
    assert client.list_findings(analyzerArn=analyzer)["findings"] == [known]
    previews = client.get_paginator("list_access_previews").paginate(analyzerArn=analyzer)
    assert len([one for page in previews for one in page["accessPreviews"]]) == 6
    own_cloud.advance(25 * 3_600)
    assert client.list_access_previews(analyzerArn=analyzer)["accessPreviews"] == []


def test_previews_refuse_what_they_cannot_tell(own_cloud):
    client = own_cloud.client("accessanalyzer")
    analyzer = client.create_analyzer(analyzerName="watch", type="ACCOUNT")["arn"]
    queue = f"arn:aws:sqs:us-east-1:{own_cloud.account}:jobs"
    for arn, configuration, code in (
        (queue, {"snsTopic": {"topicPolicy": ""}}, "NotImplemented"),
        (queue, {"s3Bucket": {}}, "ValidationException"),
        ("arn:aws:sqs:us-east-1:444455556666:jobs", {"sqsQueue": {}}, "ValidationException"),
        (queue, {"sqsQueue": {"queuePolicy": "{"}}, "ValidationException"),
    ):
        call = {"analyzerArn": analyzer, "configurations": {arn: configuration}}
        assert refused(client.create_access_preview, **call) == code, configuration
    again = {"analyzerArn": analyzer, "configurations": {queue: {"sqsQueue": {}}}, "clientToken": "t"}
    first = client.create_access_preview(**again)["id"]
    assert client.create_access_preview(**again)["id"] == first


def test_analyzers_are_asked_about_with_their_tags(own_cloud):
    client = own_cloud.client("accessanalyzer")
    arn = client.create_analyzer(analyzerName="watch", type="ACCOUNT", tags={"team": "ops"})["arn"]
    own = {"StringEquals": {"aws:ResourceTag/team": "ops"}}
    keys = own_cloud.user(
        "ann",
        {"Effect": "Allow", "Action": ["access-analyzer:GetAnalyzer", "access-analyzer:ApplyArchiveRule"],
         "Resource": arn, "Condition": own},
        {"Effect": "Allow", "Action": "access-analyzer:UntagResource", "Resource": arn,
         "Condition": {"ForAllValues:StringEquals": {"aws:TagKeys": ["loose"]}, **own}},
    )
    theirs = own_cloud.client("accessanalyzer", keys)
    theirs.get_analyzer(analyzerName="watch")
    rule = {"analyzerName": "watch", "ruleName": "all", "filter": {"isPublic": {"eq": ["true"]}}}
    client.create_archive_rule(**rule)
    theirs.apply_archive_rule(analyzerArn=arn, ruleName="all")
    theirs.untag_resource(resourceArn=arn, tagKeys=["loose"])
    assert refused(theirs.untag_resource, resourceArn=arn, tagKeys=["team"]) == "AccessDeniedException"
    client.untag_resource(resourceArn=arn, tagKeys=["team"])
    assert refused(theirs.get_analyzer, analyzerName="watch") == "AccessDeniedException"

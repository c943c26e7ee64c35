"""A trail of an organization: made by the management account, it tells of what happens in members."""

import gzip
import json
import re

import pytest
from support.cloud import Keys, allow, policy
from support.errors import refused

SERVICE = "cloudtrail.amazonaws.com"
MEMBER = "444455556666"


class Organisation:
    """A cloud of its own with an organisation of two accounts, and a bucket for its trail."""

    def __init__(self, cloud):
        self.cloud = cloud
        self.client = cloud.client("organizations")
        self.id = self.client.create_organization(FeatureSet="ALL")["Organization"]["Id"]
        self.member = Keys(MEMBER, "any")
        target = {"Type": "ACCOUNT", "Id": MEMBER}
        sent = self.client.invite_account_to_organization(Target=target)["Handshake"]["Id"]
        cloud.client("organizations", keys=self.member).accept_handshake(HandshakeId=sent)
        self.trails = cloud.client("cloudtrail")
        cloud.client("s3").create_bucket(Bucket="logs")
        self.let_in(f"AWSLogs/{self.id}/*")

    def let_in(self, keys):
        statement = allow("s3:PutObject", f"arn:aws:s3:::logs/{keys}", Principal={"Service": SERVICE})
        self.cloud.client("s3").put_bucket_policy(Bucket="logs", Policy=policy(statement))

    def trust(self):
        self.client.enable_aws_service_access(ServicePrincipal=SERVICE)

    def trail(self, **more):
        made = self.trails.create_trail(Name="all", S3BucketName="logs", IsOrganizationTrail=True, **more)
        self.trails.start_logging(Name="all")
        return made["TrailARN"]

    def theirs(self, service):
        return self.cloud.client(service, keys=self.member)

    def keys(self):
        s3 = self.cloud.client("s3")
        return [item["Key"] for item in s3.list_objects_v2(Bucket="logs").get("Contents", [])]

    def records(self, account):
        s3, found = self.cloud.client("s3"), []
        for key in self.keys():
            if f"/{account}/CloudTrail/" in key and key.endswith(".json.gz"):
                body = s3.get_object(Bucket="logs", Key=key)["Body"].read()
                found += json.loads(gzip.decompress(body))["Records"]
        return found


@pytest.fixture
def organisation(own_cloud):
    return Organisation(own_cloud)


def test_clt_4_what_members_do_lies_in_the_bucket_of_the_management_account(organisation):
    organisation.trust()
    arn = organisation.trail()
    organisation.theirs("sqs").create_queue(QueueName="theirs")
    organisation.cloud.client("sqs").create_queue(QueueName="ours")
    organisation.cloud.advance(400)
    for account, queue in ((MEMBER, "theirs"), (organisation.cloud.account, "ours")):
        made = [r for r in organisation.records(account) if r["eventName"] == "CreateQueue"]
        assert [r["requestParameters"]["queueName"] for r in made] == [queue]
        assert made[0]["recipientAccountId"] == account
    assert all(key.startswith(f"AWSLogs/{organisation.id}/") for key in organisation.keys())
    status = organisation.trails.get_trail_status(Name=arn)
    assert status["LatestDeliveryTime"]


def test_members_see_the_trail_and_leave_it_alone(organisation):
    organisation.trust()
    arn = organisation.trail()
    theirs = organisation.theirs("cloudtrail")
    (seen,) = theirs.describe_trails()["trailList"]
    assert seen["TrailARN"] == arn
    assert seen["IsOrganizationTrail"] is True
    assert [trail["TrailARN"] for trail in theirs.list_trails()["Trails"]] == [arn]
    assert theirs.get_trail_status(Name=arn)["IsLogging"] is True
    no = re.compile("requires being signed in with the management account")
    for call in (theirs.stop_logging, theirs.start_logging, theirs.delete_trail):
        with refused("NotOrganizationMasterAccountException", no, 400):
            call(Name=arn)
    with refused("NotOrganizationMasterAccountException", no, 400):
        theirs.update_trail(Name=arn, IsOrganizationTrail=False)
    with refused("TrailNotFoundException", status=400):
        theirs.stop_logging(Name="all")
    wrong = "AccountID in ARN is wrong, you can only access resources with AccountID 444455556666."
    with refused("CloudTrailARNInvalidException", wrong, 400):
        theirs.list_tags(ResourceIdList=[arn])
    with refused("CloudTrailARNInvalidException", wrong, 400):
        theirs.add_tags(ResourceId=arn, TagsList=[{"Key": "a", "Value": "b"}])
    stranger = organisation.cloud.client("cloudtrail", keys=Keys("777788889999", "any"))
    with refused("TrailNotFoundException", status=400):
        stranger.get_trail_status(Name=arn)
    assert stranger.describe_trails()["trailList"] == []
    assert theirs.get_trail_status(Name=arn)["IsLogging"] is True


def test_who_may_make_one(organisation, own_cloud):
    make = {"Name": "all", "S3BucketName": "logs", "IsOrganizationTrail": True}
    words = re.compile("hasn't enabled CloudTrail service access")
    with refused("CloudTrailAccessNotEnabledException", words, 400):
        organisation.trails.create_trail(**make)
    organisation.trust()
    with refused("NotOrganizationMasterAccountException", status=400):
        organisation.theirs("cloudtrail").create_trail(**make)
    outsider = own_cloud.client("cloudtrail", keys=Keys("777788889999", "any"))
    with refused("OrganizationsNotInUseException", status=400):
        outsider.create_trail(**make)
    keys = own_cloud.user("maker", allow("cloudtrail:*"))
    with refused("InsufficientDependencyServiceAccessPermissionException", status=400):
        own_cloud.client("cloudtrail", keys=keys).create_trail(**make)
    organisation.let_in(f"AWSLogs/{own_cloud.account}/*")
    with refused("InsufficientS3BucketPolicyException", status=400):
        organisation.trails.create_trail(**make)
    organisation.let_in(f"AWSLogs/{organisation.id}/*")
    assert organisation.trails.create_trail(**make)["IsOrganizationTrail"] is True
    role = own_cloud.client("iam").get_role(RoleName="AWSServiceRoleForCloudTrail")["Role"]
    assert role["Path"] == "/aws-service-role/cloudtrail.amazonaws.com/"


def test_a_delegated_administrator_manages_it_by_its_arn(organisation):
    organisation.trust()
    organisation.client.register_delegated_administrator(AccountId=MEMBER, ServicePrincipal=SERVICE)
    theirs = organisation.theirs("cloudtrail")
    with refused("NoManagementAccountSLRExistsException", status=400):
        theirs.create_trail(Name="all", S3BucketName="logs", IsOrganizationTrail=True)
    organisation.cloud.client("iam").create_service_linked_role(AWSServiceName=SERVICE)
    made = theirs.create_trail(Name="all", S3BucketName="logs", IsOrganizationTrail=True)
    arn = made["TrailARN"]
    assert f":{organisation.cloud.account}:" in arn
    with refused("TrailNotFoundException", status=400):
        theirs.start_logging(Name="all")
    theirs.start_logging(Name=arn)
    assert organisation.trails.get_trail_status(Name="all")["IsLogging"] is True
    with refused("NotOrganizationMasterAccountException", status=400):
        theirs.update_trail(Name=arn, IsOrganizationTrail=False)
    theirs.add_tags(ResourceId=arn, TagsList=[{"Key": "a", "Value": "b"}])
    theirs.put_event_selectors(TrailName=arn, EventSelectors=[{"ReadWriteType": "WriteOnly"}])
    theirs.delete_trail(Name=arn)
    assert organisation.trails.list_trails()["Trails"] == []


def test_a_trail_becomes_one_of_the_organization_and_of_the_account_again(organisation):
    organisation.trust()
    organisation.let_in("AWSLogs/*")
    trails = organisation.trails
    trails.create_trail(Name="own", S3BucketName="logs")
    trails.start_logging(Name="own")
    organisation.theirs("sqs").create_queue(QueueName="before")
    assert trails.update_trail(Name="own", IsOrganizationTrail=True)["IsOrganizationTrail"] is True
    organisation.theirs("sqs").create_queue(QueueName="while")
    organisation.cloud.advance(400)
    trails.update_trail(Name="own", IsOrganizationTrail=False)
    assert organisation.theirs("cloudtrail").list_trails()["Trails"] == []
    organisation.theirs("sqs").create_queue(QueueName="after")
    organisation.cloud.advance(400)
    made = [r for r in organisation.records(MEMBER) if r["eventName"] == "CreateQueue"]
    assert [r["requestParameters"]["queueName"] for r in made] == ["while"]


def test_without_trusted_access_members_are_told_of_no_more(organisation):
    organisation.trust()
    organisation.trail()
    organisation.client.disable_aws_service_access(ServicePrincipal=SERVICE)
    organisation.theirs("sqs").create_queue(QueueName="unseen")
    organisation.cloud.client("sqs").create_queue(QueueName="ours")
    organisation.cloud.advance(400)
    assert organisation.records(MEMBER) == []
    assert organisation.records(organisation.cloud.account)
    # A member that leaves is told of no more, either.
    organisation.trust()
    organisation.theirs("sqs").create_queue(QueueName="seen")
    organisation.theirs("organizations").leave_organization()
    organisation.theirs("sqs").create_queue(QueueName="gone")
    organisation.cloud.advance(400)
    made = [r for r in organisation.records(MEMBER) if r["eventName"] == "CreateQueue"]
    assert [r["requestParameters"]["queueName"] for r in made] == ["seen"]

"""An organisation of accounts, and what its policies come to in other services."""

import json
import re

import pytest

from support.cloud import Keys, allow, policy
from support.errors import refused

SCP = "SERVICE_CONTROL_POLICY"


class Organisation:
    """A cloud of its own with an organisation in it, and somebody to reach its members with."""

    def __init__(self, cloud):
        self.cloud = cloud
        self.client = cloud.client("organizations")
        self.id = self.client.create_organization(FeatureSet="ALL")["Organization"]["Id"]
        self.root = self.client.list_roots()["Roots"][0]["Id"]
        self.client.enable_policy_type(RootId=self.root, PolicyType=SCP)
        self.admin = cloud.user("reaches-members", allow("sts:AssumeRole"))

    def account(self, name):
        made = self.client.create_account(AccountName=name, Email=f"{name}@example.com")
        request = made["CreateAccountStatus"]["Id"]
        assert made["CreateAccountStatus"]["State"] == "IN_PROGRESS"
        self.cloud.advance(10)
        status = self.client.describe_create_account_status(CreateAccountRequestId=request)
        assert status["CreateAccountStatus"]["State"] == "SUCCEEDED"
        return status["CreateAccountStatus"]["AccountId"]

    def reach(self, account):
        """Keys of the role that a created account comes with."""
        taken = self.cloud.client("sts", keys=self.admin).assume_role(
            RoleArn=f"arn:aws:iam::{account}:role/OrganizationAccountAccessRole", RoleSessionName="admin"
        )
        return Keys.of(taken)

    def deny(self, *actions):
        content = policy({"Effect": "Deny", "Action": list(actions), "Resource": "*"})
        made = self.client.create_policy(
            Name="-".join(a.replace(":", "-").replace("*", "all") for a in actions),
            Description="",
            Type=SCP,
            Content=content,
        )
        return made["Policy"]["PolicySummary"]["Id"]


@pytest.fixture
def organisation(own_cloud):
    return Organisation(own_cloud)


def test_an_outsider_is_told_so(own_cloud):
    client = own_cloud.client("organizations")
    with refused("AWSOrganizationsNotInUseException", "Your account is not a member of an organization.", 400):
        client.describe_organization()


def test_denials_in_the_words_of_each_service(organisation):
    account = organisation.account("dev")
    keys = organisation.reach(account)
    clients = {name: organisation.cloud.client(name, keys=keys) for name in ("s3", "sqs", "iam", "sts")}
    clients["s3"].list_buckets()
    organisation.client.attach_policy(
        PolicyId=organisation.deny("s3:*", "sqs:*", "iam:*"), TargetId=organisation.root
    )
    words = re.compile("with an explicit deny in a service control policy$")
    with refused("AccessDenied", words, 403):
        clients["s3"].list_buckets()
    with refused("AccessDenied", words, 403):
        clients["sqs"].create_queue(QueueName="q")
    with refused("AccessDenied", words, 403):
        clients["iam"].create_user(UserName="u")
    clients["sts"].get_caller_identity()
    # A number of twelve digits is root of that account, on this machine.
    root = Keys(account, "any")
    with refused("AccessDenied", words, 403):
        organisation.cloud.client("sqs", keys=root).list_queues()
    organisation.cloud.client("sqs").list_queues()


def test_units_are_walked_by_paginators(organisation):
    client = organisation.client
    made = {
        client.create_organizational_unit(ParentId=organisation.root, Name=f"unit {n}")["OrganizationalUnit"]["Id"]
        for n in range(25)
    }
    pages = client.get_paginator("list_organizational_units_for_parent").paginate(ParentId=organisation.root)
    pages = list(pages)
    assert [len(page["OrganizationalUnits"]) for page in pages] == [20, 5]
    assert {u["Id"] for page in pages for u in page["OrganizationalUnits"]} == made
    for unit in made:
        assert re.fullmatch("ou-[0-9a-z]{4}-[0-9a-z]{8}", unit)


def test_an_invitation_is_accepted(organisation):
    other = organisation.cloud.client("organizations", keys=Keys("444455556666", "any"))
    target = {"Type": "ACCOUNT", "Id": "444455556666"}
    sent = organisation.client.invite_account_to_organization(Target=target)["Handshake"]
    assert sent["State"] == "OPEN"
    assert (sent["ExpirationTimestamp"] - sent["RequestedTimestamp"]).days == 15
    assert other.list_handshakes_for_account()["Handshakes"][0]["Id"] == sent["Id"]
    other.accept_handshake(HandshakeId=sent["Id"])
    assert other.describe_organization()["Organization"]["Id"] == organisation.id
    with refused("AccessDeniedException", "You don't have permissions to access this resource.", 400):
        other.list_accounts()
    other.leave_organization()


def test_errors_carry_their_reason(organisation):
    with refused("ConstraintViolationException", status=400) as caught:
        organisation.client.close_account(AccountId=organisation.cloud.account)
    assert caught.value.response["Reason"] == "CANNOT_CLOSE_MANAGEMENT_ACCOUNT"
    with refused("InvalidInputException", "You provided a value that does not match the required pattern.", 400) as caught:
        organisation.client.describe_account(AccountId="12")
    assert caught.value.response["Reason"] == "INVALID_PATTERN"
    words = "The provided policy document does not meet the requirements of the specified policy type."
    with refused("MalformedPolicyDocumentException", words, 400):
        organisation.client.create_policy(Name="p", Description="", Type=SCP, Content=json.dumps({}))


def test_a_closed_account_is_shut(organisation):
    account = organisation.account("gone")
    keys = organisation.reach(account)
    organisation.client.close_account(AccountId=account)
    with refused("InvalidClientTokenId", status=403):
        organisation.cloud.client("sts", keys=keys).get_caller_identity()
    with refused("InvalidAccessKeyId", status=403):
        organisation.cloud.client("s3", keys=keys).list_buckets()
    with refused("AccessDenied", status=403):
        organisation.reach(account)


def test_it_is_kept(organisation):
    account = organisation.account("dev")
    keys = organisation.reach(account)
    organisation.client.attach_policy(PolicyId=organisation.deny("sqs:*"), TargetId=account)
    organisation.cloud.restart()
    organisation.client = organisation.cloud.client("organizations")
    assert len(organisation.client.list_accounts()["Accounts"]) == 2
    with refused("AccessDenied", re.compile("in a service control policy$"), 403):
        organisation.cloud.client("sqs", keys=keys).list_queues()


def test_what_is_not_there_is_refused_by_name(organisation):
    with refused("NotImplemented", re.compile("Organizations:EnableAllFeatures"), 501):
        organisation.client.enable_all_features()


def test_tags_against_an_enforced_tag_policy_are_refused(organisation):
    client, cloud = organisation.client, organisation.cloud
    client.enable_policy_type(RootId=organisation.root, PolicyType="TAG_POLICY")
    content = {"tags": {"costcenter": {
        "tag_key": {"@@assign": "CostCenter"},
        "tag_value": {"@@assign": ["100", "2*"]},
        "enforced_for": {"@@assign": ["sqs:queue", "s3:bucket"]},
    }}}
    made = client.create_policy(Name="tags", Description="", Type="TAG_POLICY", Content=json.dumps(content))
    client.attach_policy(PolicyId=made["Policy"]["PolicySummary"]["Id"], TargetId=organisation.root)
    keys = organisation.reach(organisation.account("dev"))
    sqs, s3 = cloud.client("sqs", keys=keys), cloud.client("s3", keys=keys)
    value = "The tag policy does not allow the specified value for the following tag key: 'CostCenter'."
    with refused("TagPolicyViolation", value, 400):
        sqs.create_queue(QueueName="q", tags={"CostCenter": "3"})
    url = sqs.create_queue(QueueName="q", tags={"CostCenter": "100"})["QueueUrl"]
    with refused("TagPolicyViolation", value, 400):
        sqs.tag_queue(QueueUrl=url, Tags={"CostCenter": "3"})
    with refused("TagPolicyViolation", re.compile("capitalization"), 400):
        sqs.tag_queue(QueueUrl=url, Tags={"COSTCENTER": "100"})
    assert sqs.list_queue_tags(QueueUrl=url)["Tags"] == {"CostCenter": "100"}
    s3.create_bucket(Bucket="costs")
    tagging = {"TagSet": [{"Key": "CostCenter", "Value": "3"}]}
    with refused("TagPolicyViolation", value, 400):
        s3.put_bucket_tagging(Bucket="costs", Tagging=tagging)
    # Objects are none of its business.
    s3.put_object(Bucket="costs", Key="k", Body=b"", Tagging="CostCenter=3")

"""Central access to the root users of an organisation's members: IAM's features, STS's AssumeRoot."""

import pytest

from support.cloud import Keys, allow
from support.errors import refused

TASKS = "arn:aws:iam::aws:policy/root-task/"


@pytest.fixture
def scene(own_cloud):
    """A cloud whose management account has a member, and an administrator who may act as its root."""
    organizations = own_cloud.client("organizations")
    organizations.create_organization(FeatureSet="ALL")
    made = organizations.create_account(AccountName="shop", Email="shop@example.com")
    request = made["CreateAccountStatus"]["Id"]
    own_cloud.advance(10)
    status = organizations.describe_create_account_status(CreateAccountRequestId=request)
    member = status["CreateAccountStatus"]["AccountId"]
    keys = own_cloud.user("chief", allow("sts:AssumeRoot", f"arn:aws:iam::{member}:root"))
    chief = own_cloud.client("sts", keys=keys)
    return own_cloud, organizations, member, chief


def assume(chief, member, task, **more):
    return chief.assume_root(TargetPrincipal=member, TaskPolicyArn={"arn": TASKS + task}, **more)


def test_features_need_trusted_access_and_the_management_account(scene):
    cloud, organizations, _, _ = scene
    iam = cloud.client("iam")
    with pytest.raises(iam.exceptions.ServiceAccessNotEnabledException):
        iam.enable_organizations_root_sessions()
    organizations.enable_aws_service_access(ServicePrincipal="iam.amazonaws.com")
    assert iam.list_organizations_features()["EnabledFeatures"] == []
    assert iam.enable_organizations_root_sessions()["EnabledFeatures"] == ["RootSessions"]
    both = iam.enable_organizations_root_credentials_management()["EnabledFeatures"]
    assert both == ["RootCredentialsManagement", "RootSessions"]
    left = iam.disable_organizations_root_credentials_management()
    assert left["EnabledFeatures"] == ["RootSessions"]
    assert left["OrganizationId"].startswith("o-")


def test_a_session_does_its_task_and_nothing_else(scene):
    cloud, organizations, member, chief = scene
    organizations.enable_aws_service_access(ServicePrincipal="iam.amazonaws.com")
    iam = cloud.client("iam")
    with refused("AccessDenied"):
        assume(chief, member, "IAMAuditRootUserCredentials")
    iam.enable_organizations_root_credentials_management()
    taken = assume(chief, member, "IAMAuditRootUserCredentials", DurationSeconds=300)
    keys = Keys.of(taken)
    who = cloud.client("sts", keys=keys).get_caller_identity()
    assert who["Arn"] == f"arn:aws:iam::{member}:root"
    auditor = cloud.client("iam", keys=keys)
    assert auditor.list_access_keys()["AccessKeyMetadata"] == []
    assert auditor.get_account_summary()["SummaryMap"]["AccountAccessKeysPresent"] == 0
    with refused("AccessDenied"):
        auditor.list_users()
    # Locked buckets are another feature's affair.
    with refused("AccessDenied"):
        assume(chief, member, "S3UnlockBucketPolicy")
    with refused("ValidationError"):
        assume(chief, member, "IAMAuditRootUserCredentials", DurationSeconds=901)
    cloud.advance(301)
    with refused("ExpiredToken"):
        auditor.list_access_keys()

"""Roles, and acting as one."""

import json
import re

import pytest

from support.cloud import Keys, allow, policy
from support.errors import refused


def trust(principal):
    return policy({"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"})


@pytest.fixture
def role(cloud, iam, name):
    """A role that the account trusts itself with, and that may list buckets."""
    document = trust({"AWS": f"arn:aws:iam::{cloud.account}:root"})
    made = iam.create_role(RoleName=name, AssumeRolePolicyDocument=document)["Role"]
    iam.put_role_policy(RoleName=name, PolicyName="p", PolicyDocument=policy(allow("s3:List*")))
    return made


def test_who_am_i(cloud):
    told = cloud.client("sts").get_caller_identity()
    assert told["Account"] == told["UserId"] == cloud.account
    assert told["Arn"] == f"arn:aws:iam::{cloud.account}:root"


def test_a_user_assumes_a_role_and_acts_as_it(cloud, role, name):
    user = cloud.user(f"{name}-user", allow("sts:AssumeRole", role["Arn"]))
    taken = cloud.client("sts", keys=user).assume_role(
        RoleArn=role["Arn"], RoleSessionName="session", DurationSeconds=900
    )
    assert taken["AssumedRoleUser"]["Arn"] == f"arn:aws:sts::{cloud.account}:assumed-role/{name}/session"
    assert taken["AssumedRoleUser"]["AssumedRoleId"] == f"{role['RoleId']}:session"
    keys = Keys.of(taken)
    assert re.fullmatch("ASIA[A-Z0-9]{16}", keys.access_key)
    told = cloud.client("sts", keys=keys).get_caller_identity()
    assert told["Arn"] == taken["AssumedRoleUser"]["Arn"]
    cloud.client("s3", keys=keys).list_buckets()
    words = (
        f"User: arn:aws:sts::{cloud.account}:assumed-role/{name}/session is not authorized to perform: "
        f's3:CreateBucket on resource: "arn:aws:s3:::{name}-b" '
        "because no identity-based policy allows the s3:CreateBucket action"
    )
    with refused("AccessDenied", words, 403):
        cloud.client("s3", keys=keys).create_bucket(Bucket=f"{name}-b")


def test_who_may_not_assume(cloud, role, name):
    user = cloud.client("sts", keys=cloud.user(f"{name}-user"))
    words = re.compile(
        f"^User: arn:aws:iam::{cloud.account}:user/{name}-user is not authorized to perform: "
        f"sts:AssumeRole on resource: {re.escape(role['Arn'])}"
    )
    with refused("AccessDenied", words, 403):
        user.assume_role(RoleArn=role["Arn"], RoleSessionName="session")
    # A role that does not exist is refused in the same words.
    with refused("AccessDenied", re.compile("is not authorized to perform: sts:AssumeRole"), 403):
        user.assume_role(RoleArn=role["Arn"] + "-not-there", RoleSessionName="session")


def test_root_does_not_assume_roles(cloud, role):
    with refused("AccessDenied", "Roles may not be assumed by root accounts.", 403):
        cloud.client("sts").assume_role(RoleArn=role["Arn"], RoleSessionName="session")


def test_a_session_policy_only_takes_away(cloud, role, name):
    user = cloud.user(f"{name}-user", allow("sts:AssumeRole"))
    taken = cloud.client("sts", keys=user).assume_role(
        RoleArn=role["Arn"], RoleSessionName="session", Policy=policy(allow("sqs:*"))
    )
    with refused("AccessDenied", re.compile("because no session policy allows the s3:ListAllMyBuckets action"), 403):
        cloud.client("s3", keys=Keys.of(taken)).list_buckets()


def test_a_temporary_key_needs_its_token(cloud, role, name):
    user = cloud.user(f"{name}-user", allow("sts:AssumeRole"))
    keys = Keys.of(cloud.client("sts", keys=user).assume_role(RoleArn=role["Arn"], RoleSessionName="session"))
    with refused("InvalidClientTokenId", "The security token included in the request is invalid.", 403):
        cloud.client("sts", keys=Keys(keys.access_key, keys.secret)).get_caller_identity()
    with refused("InvalidClientTokenId", status=403):
        cloud.client("sts", keys=Keys(keys.access_key, keys.secret, "x" * 100)).get_caller_identity()
    with refused("InvalidToken", "The provided token is malformed or otherwise invalid.", 400):
        cloud.client("s3", keys=Keys(keys.access_key, keys.secret, "x" * 100)).list_buckets()


def test_session_token(cloud, name):
    user = cloud.user(name, allow("s3:*"))
    keys = Keys.of(cloud.client("sts", keys=user).get_session_token())
    told = cloud.client("sts", keys=keys).get_caller_identity()
    assert told["Arn"] == f"arn:aws:iam::{cloud.account}:user/{name}"
    cloud.client("s3", keys=keys).list_buckets()


def test_a_role_is_shown_with_its_trust(iam, role, name, cloud):
    got = iam.get_role(RoleName=name)["Role"]
    assert got["AssumeRolePolicyDocument"] == json.loads(
        trust({"AWS": f"arn:aws:iam::{cloud.account}:root"})
    )
    assert got["MaxSessionDuration"] == 3600
    with refused("DeleteConflict", "Cannot delete entity, must delete policies first.", 409):
        iam.delete_role(RoleName=name)


def test_instance_profiles(iam, role, name):
    iam.create_instance_profile(InstanceProfileName=name)
    iam.add_role_to_instance_profile(InstanceProfileName=name, RoleName=name)
    got = iam.get_instance_profile(InstanceProfileName=name)["InstanceProfile"]
    assert [r["RoleName"] for r in got["Roles"]] == [name]
    with refused("LimitExceeded", "Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1", 409):
        iam.add_role_to_instance_profile(InstanceProfileName=name, RoleName=name)

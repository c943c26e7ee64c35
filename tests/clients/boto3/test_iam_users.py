"""Users, groups, keys, policies."""

import json
import re

import pytest

from support.cloud import allow, eventually, policy
from support.errors import refused


@pytest.fixture
def user(iam, name):
    iam.create_user(UserName=name, Path="/team/", Tags=[{"Key": "a", "Value": "1"}])
    return name


def test_a_user(cloud, iam, user):
    got = iam.get_user(UserName=user)["User"]
    assert got["Arn"] == f"arn:aws:iam::{cloud.account}:user/team/{user}"
    assert re.fullmatch("AIDA[A-Z0-9]{17}", got["UserId"])
    assert got["Tags"] == [{"Key": "a", "Value": "1"}]
    with refused("EntityAlreadyExists", f"User with name {user} already exists.", 409):
        iam.create_user(UserName=user)
    iam.delete_user(UserName=user)
    with refused("NoSuchEntity", f"The user with name {user} cannot be found.", 404):
        iam.get_user(UserName=user)


def test_keys(iam, user):
    first = iam.create_access_key(UserName=user)["AccessKey"]
    assert re.fullmatch("AKIA[A-Z0-9]{16}", first["AccessKeyId"])
    assert len(first["SecretAccessKey"]) == 40
    iam.create_access_key(UserName=user)
    with refused("LimitExceeded", "Cannot exceed quota for AccessKeysPerUser: 2", 409):
        iam.create_access_key(UserName=user)
    listed = iam.list_access_keys(UserName=user)["AccessKeyMetadata"]
    assert len(listed) == 2 and "SecretAccessKey" not in listed[0]
    with refused("DeleteConflict", "Cannot delete entity, must delete access keys first.", 409):
        iam.delete_user(UserName=user)


def test_a_group_gives_its_members_what_it_may(cloud, iam, user, name):
    keys = cloud.user(f"{name}-2")
    member = cloud.client("iam", keys=keys)
    denied = f"User: arn:aws:iam::{cloud.account}:user/{name}-2 is not authorized to perform: iam:ListUsers on resource: arn:aws:iam::{cloud.account}:user/ because no identity-based policy allows the iam:ListUsers action"
    with refused("AccessDenied", denied, 403):
        member.list_users()
    iam.create_group(GroupName=name)
    iam.put_group_policy(GroupName=name, PolicyName="p", PolicyDocument=policy(allow("iam:ListUsers")))
    iam.add_user_to_group(GroupName=name, UserName=f"{name}-2")
    assert member.list_users()["Users"]
    assert [u["UserName"] for u in iam.get_group(GroupName=name)["Users"]] == [f"{name}-2"]
    iam.remove_user_from_group(GroupName=name, UserName=f"{name}-2")
    with refused("AccessDenied", status=403):
        member.list_users()


def test_managed_policies(cloud, iam, user, name):
    document = policy(allow("s3:ListAllMyBuckets"))
    made = iam.create_policy(PolicyName=name, PolicyDocument=document)["Policy"]
    assert made["Arn"] == f"arn:aws:iam::{cloud.account}:policy/{name}"
    iam.attach_user_policy(UserName=user, PolicyArn=made["Arn"])
    assert iam.get_policy(PolicyArn=made["Arn"])["Policy"]["AttachmentCount"] == 1
    with refused("DeleteConflict", "Cannot delete a policy attached to entities.", 409):
        iam.delete_policy(PolicyArn=made["Arn"])
    new = iam.create_policy_version(
        PolicyArn=made["Arn"], PolicyDocument=policy(allow("s3:*")), SetAsDefault=True
    )["PolicyVersion"]
    assert new["VersionId"] == "v2"
    got = iam.get_policy_version(PolicyArn=made["Arn"], VersionId="v1")["PolicyVersion"]
    assert got["Document"] == json.loads(document)
    with refused("DeleteConflict", status=409):
        iam.delete_user(UserName=user)


def test_what_aws_manages(iam, user):
    arn = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"
    iam.attach_user_policy(UserName=user, PolicyArn=arn)
    attached = iam.list_attached_user_policies(UserName=user)["AttachedPolicies"]
    assert attached == [{"PolicyName": "AmazonS3ReadOnlyAccess", "PolicyArn": arn}]
    missing = "arn:aws:iam::aws:policy/NoSuchPolicy"
    with refused("NoSuchEntity", f"Policy {missing} does not exist or is not attachable.", 404):
        iam.attach_user_policy(UserName=user, PolicyArn=missing)


@pytest.mark.parametrize("document", ["{", '{"Version": "2012-10-17"}', "nonsense"])
def test_a_policy_that_is_none(iam, user, document):
    with refused("MalformedPolicyDocument", status=400):
        iam.put_user_policy(UserName=user, PolicyName="p", PolicyDocument=document)


def test_a_name_that_is_none(iam):
    with refused("ValidationError", "The specified value for userName is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-", 400):
        iam.create_user(UserName="no spaces")


def test_pages_of_one(iam, name):
    names = [f"{name}-{n}" for n in range(3)]
    for each in names:
        iam.create_user(UserName=each, Path=f"/{name}/")
    pages = iam.get_paginator("list_users").paginate(
        PathPrefix=f"/{name}/", PaginationConfig={"PageSize": 1}
    )
    assert [u["UserName"] for page in pages for u in page["Users"]] == names


def test_simulation_of_waiting(iam, user):
    iam.get_waiter("user_exists").wait(UserName=user)


def test_a_key_that_is_not_active_is_refused(cloud, iam, name):
    keys = cloud.user(name, allow("sts:*"))
    sts = cloud.client("sts", keys=keys)
    assert sts.get_caller_identity()["Arn"] == f"arn:aws:iam::{cloud.account}:user/{name}"
    words = "The security token included in the request is invalid."
    iam.update_access_key(UserName=name, AccessKeyId=keys.access_key, Status="Inactive")
    with refused("InvalidClientTokenId", words, 403):
        sts.get_caller_identity()
    iam.update_access_key(UserName=name, AccessKeyId=keys.access_key, Status="Active")
    sts.get_caller_identity()
    iam.delete_access_key(UserName=name, AccessKeyId=keys.access_key)
    with refused("InvalidClientTokenId", words, 403):
        sts.get_caller_identity()


def test_when_a_key_was_last_used(cloud, iam, name):
    keys = cloud.user(name, allow("s3:ListAllMyBuckets"))
    cloud.client("s3", keys=keys).list_buckets()

    def used():
        told = iam.get_access_key_last_used(AccessKeyId=keys.access_key)["AccessKeyLastUsed"]
        return told["ServiceName"] == "s3" and told

    assert eventually(used)["Region"] == "us-east-1"


def test_a_boundary_limits(cloud, iam, name):
    keys = cloud.user(name, allow("*"))
    boundary = iam.create_policy(PolicyName=name, PolicyDocument=policy(allow("s3:*")))["Policy"]["Arn"]
    iam.put_user_permissions_boundary(UserName=name, PermissionsBoundary=boundary)
    cloud.client("s3", keys=keys).list_buckets()
    with refused("AccessDenied", re.compile("because no permissions boundary allows the sqs:listqueues action"), 403):
        cloud.client("sqs", keys=keys).list_queues()

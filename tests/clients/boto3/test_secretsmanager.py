"""Secrets with versions, keys, copies, deletion and their cache."""

import json
import re

import pytest

from support.errors import refused


@pytest.fixture
def secrets(cloud):
    return cloud.client("secretsmanager")


def test_sec_1_a_secret_and_its_versions(secrets, name):
    made = secrets.create_secret(Name=name, SecretString="hunter2", Tags=[{"Key": "a", "Value": "1"}])
    assert made["ARN"].startswith(f"arn:aws:secretsmanager:us-east-1:") and made["ARN"][-7] == "-"
    with refused("ResourceExistsException", f"The operation failed because the secret {name} already exists.", 400):
        secrets.create_secret(Name=name, SecretString="hunter2")
    put = secrets.put_secret_value(SecretId=made["ARN"], SecretBinary=b"\x00\xff")
    got = secrets.get_secret_value(SecretId=name)
    assert (got["SecretBinary"], got["VersionId"]) == (b"\x00\xff", put["VersionId"])
    before = secrets.get_secret_value(SecretId=made["ARN"][:-7], VersionStage="AWSPREVIOUS")
    assert before["SecretString"] == "hunter2"
    shown = secrets.describe_secret(SecretId=name)
    assert shown["VersionIdsToStages"] == {made["VersionId"]: ["AWSPREVIOUS"], put["VersionId"]: ["AWSCURRENT"]}
    assert shown["Tags"] == [{"Key": "a", "Value": "1"}]
    batch = secrets.batch_get_secret_value(SecretIdList=[name, "none"])
    assert [value["Name"] for value in batch["SecretValues"]] == [name]
    assert batch["Errors"][0]["ErrorCode"] == "ResourceNotFoundException"
    filters = [{"Key": "name", "Values": [name]}]
    pages = secrets.get_paginator("list_secrets").paginate(Filters=filters)
    assert [one["Name"] for page in pages for one in page["SecretList"]] == [name]
    versions = secrets.list_secret_version_ids(SecretId=name)["Versions"]
    assert {version["KmsKeyIds"][0] for version in versions} == {"DefaultEncryptionKey"}
    secrets.delete_secret(SecretId=name)
    with refused("InvalidRequestException", status=400):
        secrets.get_secret_value(SecretId=name)
    secrets.restore_secret(SecretId=name)
    secrets.delete_secret(SecretId=name, ForceDeleteWithoutRecovery=True)
    with refused("ResourceNotFoundException", "Secrets Manager can't find the specified secret.", 400):
        secrets.describe_secret(SecretId=name)


def test_sec_2_its_key_decides(cloud, secrets, name):
    kms = cloud.client("kms")
    key = kms.create_key()["KeyMetadata"]["KeyId"]
    secrets.create_secret(Name=name, SecretString="hunter2", KmsKeyId=key)
    kms.disable_key(KeyId=key)
    with refused("DecryptionFailure", status=400):
        secrets.get_secret_value(SecretId=name)
    kms.enable_key(KeyId=key)
    assert secrets.get_secret_value(SecretId=name)["SecretString"] == "hunter2"


def test_bad_input_is_no_fault_of_ours(secrets, name):
    secrets.create_secret(Name=name)
    # Short ones do not leave the client.
    with refused("InvalidParameterException", "ClientRequestToken must be 32-64 characters long.", 400):
        secrets.put_secret_value(SecretId=name, SecretString="a", ClientRequestToken="x" * 65)
    with refused("MalformedPolicyDocumentException", status=400):
        secrets.put_resource_policy(SecretId=name, ResourcePolicy="{")
    # Whoever may not call a function does not hear whether it is there.
    with refused("AccessDeniedException", re.compile("^Secrets Manager cannot invoke the specified Lambda function"), 400):
        secrets.rotate_secret(SecretId=name, RotationLambdaARN="arn:aws:lambda:us-east-1:111122223333:function:none")
    with refused("InvalidParameterException", "Password length 2 is too short based on the required types.", 400):
        secrets.get_random_password(PasswordLength=2)
    assert len(secrets.get_random_password(PasswordLength=4096)["RandomPassword"]) == 4096


def test_copies_in_other_regions(cloud, secrets, name):
    regions = [{"Region": "eu-west-1"}, {"Region": "ap-northeast-2"}]
    made = secrets.create_secret(Name=name, SecretString="hunter2", AddReplicaRegions=regions)
    assert {status["Status"] for status in made["ReplicationStatus"]} == {"InSync"}
    secrets.put_secret_value(SecretId=name, SecretString="swordfish")
    for region in ("eu-west-1", "ap-northeast-2"):
        there = cloud.client("secretsmanager", region_name=region)
        assert there.get_secret_value(SecretId=name)["SecretString"] == "swordfish"
        with refused("InvalidRequestException", status=400):
            there.put_secret_value(SecretId=name, SecretString="x")
    secrets.remove_regions_from_replication(SecretId=name, RemoveReplicaRegions=["eu-west-1", "ap-northeast-2"])
    secrets.delete_secret(SecretId=name, ForceDeleteWithoutRecovery=True)


def test_the_cache_of_aws(secrets, name):
    """The client that AWS gives applications sees another value once it asks again."""
    caching = pytest.importorskip("aws_secretsmanager_caching")
    secrets.create_secret(Name=name, SecretString=json.dumps({"password": "hunter2"}))
    config = caching.SecretCacheConfig(secret_refresh_interval=3600)
    cache = caching.SecretCache(config=config, client=secrets)
    assert json.loads(cache.get_secret_string(name))["password"] == "hunter2"
    secrets.put_secret_value(SecretId=name, SecretString="swordfish")
    assert "hunter2" in cache.get_secret_string(name)
    fresh = caching.SecretCache(client=secrets)
    assert fresh.get_secret_string(name) == "swordfish"
    assert "hunter2" in fresh.get_secret_string(name, "AWSPREVIOUS")

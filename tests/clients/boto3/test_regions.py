"""One key in two Regions, and a table that lies under it in both (S97)."""

import pytest

from support.errors import refused


@pytest.fixture
def cloud(own_cloud):
    """A cloud of its own: its clock is moved."""
    own_cloud.freeze()
    return own_cloud


def test_s97_a_key_of_two_regions_with_what_is_replicated(cloud):
    here, there = "us-east-1", "eu-west-1"
    kms = {region: cloud.client("kms", region=region) for region in (here, there)}
    key = kms[here].create_key(MultiRegion=True)["KeyMetadata"]
    alone = kms[here].create_key()["KeyMetadata"]
    replica = kms[here].replicate_key(KeyId=key["KeyId"], ReplicaRegion=there)["ReplicaKeyMetadata"]
    assert key["KeyId"].startswith("mrk-") and replica["KeyId"] == key["KeyId"]
    sealed = kms[here].encrypt(KeyId=key["KeyId"], Plaintext=b"hello")["CiphertextBlob"]
    assert kms[there].decrypt(CiphertextBlob=sealed)["Plaintext"] == b"hello"
    sealed = kms[here].encrypt(KeyId=alone["KeyId"], Plaintext=b"hello")["CiphertextBlob"]
    with refused("AccessDeniedException", status=400):
        kms[there].decrypt(CiphertextBlob=sealed)
    with refused("NotFoundException", status=400):
        kms[there].decrypt(CiphertextBlob=sealed, KeyId=alone["KeyId"])

    # A table lies under it in both.
    dynamodb = {region: cloud.client("dynamodb", region=region) for region in (here, there)}
    dynamodb[here].create_table(
        TableName="orders",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
        SSESpecification={"Enabled": True, "SSEType": "KMS", "KMSMasterKeyId": key["Arn"]},
    )
    cloud.advance(5)
    create = {"RegionName": there, "KMSMasterKeyId": replica["Arn"]}
    dynamodb[here].update_table(TableName="orders", ReplicaUpdates=[{"Create": create}])
    cloud.advance(10)
    dynamodb[here].put_item(TableName="orders", Item={"id": {"S": "1"}})
    cloud.advance(2)
    assert dynamodb[there].get_item(TableName="orders", Key={"id": {"S": "1"}})["Item"] == {"id": {"S": "1"}}
    shown = dynamodb[there].describe_table(TableName="orders")["Table"]["SSEDescription"]
    assert shown["KMSMasterKeyArn"] == replica["Arn"]

    kms[here].update_primary_region(KeyId=key["KeyId"], PrimaryRegion=there)
    about = kms[there].describe_key(KeyId=key["KeyId"])["KeyMetadata"]["MultiRegionConfiguration"]
    assert about["MultiRegionKeyType"] == "PRIMARY"

"""What time does to objects: classes and archives, lifecycle, Intelligent-Tiering, replication,
inventories. The clock is moved, never waited for."""

import gzip
import json

import pytest

from support.cloud import allow, policy
from support.errors import refused

HOUR = 3_600
DAY = 86_400
LARGE = b"x" * (128 << 10)


@pytest.fixture
def s3(own_cloud):
    s3 = own_cloud.client("s3")
    s3.create_bucket(Bucket="first")
    return s3


def put(s3, key, storage, body=b"kept"):
    return s3.put_object(Bucket="first", Key=key, Body=body, StorageClass=storage)


def head(s3, key, bucket="first"):
    return s3.head_object(Bucket=bucket, Key=key)


def restore(s3, key, tier, **more):
    request = {"GlacierJobParameters": {"Tier": tier}, **more}
    answer = s3.restore_object(Bucket="first", Key=key, RestoreRequest=request)
    return answer["ResponseMetadata"]["HTTPStatusCode"]


def test_s3c_1_classes(s3):
    for storage in ("STANDARD_IA", "ONEZONE_IA", "GLACIER_IR", "REDUCED_REDUNDANCY"):
        put(s3, storage, storage)
        assert head(s3, storage)["StorageClass"] == storage
        assert s3.get_object(Bucket="first", Key=storage)["Body"].read() == b"kept"
    put(s3, "plain", "STANDARD")
    assert "StorageClass" not in head(s3, "plain")
    listed = s3.list_objects_v2(Bucket="first")["Contents"]
    assert {o["Key"]: o["StorageClass"] for o in listed if o["Key"] != "plain"} == {
        o["Key"]: o["Key"] for o in listed if o["Key"] != "plain"
    }
    with refused("InvalidStorageClass", status=400):
        put(s3, "k", "SNOW")


@pytest.mark.parametrize(
    "storage, tier, takes",
    [
        ("GLACIER", "Expedited", 300),
        ("GLACIER", "Standard", 5 * HOUR),
        ("GLACIER", "Bulk", 12 * HOUR),
        ("DEEP_ARCHIVE", "Standard", 12 * HOUR),
        ("DEEP_ARCHIVE", "Bulk", 48 * HOUR),
    ],
)
def test_s3c_12_s3c_13_restores(own_cloud, s3, storage, tier, takes):
    own_cloud.freeze()
    put(s3, "k", storage)
    with pytest.raises(s3.exceptions.InvalidObjectState) as raised:
        s3.get_object(Bucket="first", Key="k")
    assert raised.value.response["Error"]["StorageClass"] == storage
    assert restore(s3, "k", tier, Days=1) == 202
    with refused("RestoreAlreadyInProgress", status=409):
        restore(s3, "k", tier, Days=1)
    assert head(s3, "k")["Restore"] == 'ongoing-request="true"'
    own_cloud.advance(takes - 1)
    with refused("InvalidObjectState", status=403):
        s3.get_object(Bucket="first", Key="k")
    own_cloud.advance(1)
    assert s3.get_object(Bucket="first", Key="k")["Body"].read() == b"kept"
    assert head(s3, "k")["Restore"].startswith('ongoing-request="false", expiry-date="')
    assert restore(s3, "k", tier, Days=2) == 200
    own_cloud.advance(4 * DAY)
    assert "Restore" not in head(s3, "k")
    with refused("InvalidObjectState", status=403):
        s3.get_object(Bucket="first", Key="k")


def test_lifecycle(own_cloud, s3):
    rules = [
        {
            "ID": "cool down",
            "Status": "Enabled",
            "Filter": {"Prefix": "logs/"},
            "Transitions": [
                {"Days": 30, "StorageClass": "STANDARD_IA"},
                {"Days": 60, "StorageClass": "GLACIER"},
            ],
            "Expiration": {"Days": 90},
        }
    ]
    s3.put_bucket_lifecycle_configuration(
        Bucket="first", LifecycleConfiguration={"Rules": rules}
    )
    got = s3.get_bucket_lifecycle_configuration(Bucket="first")
    assert got["Rules"] == rules
    assert got["TransitionDefaultMinimumObjectSize"] == "all_storage_classes_128K"
    said = s3.put_object(Bucket="first", Key="logs/a", Body=LARGE)
    assert 'rule-id="cool%20down"' in said["Expiration"]
    assert head(s3, "logs/a")["Expiration"] == said["Expiration"]
    s3.put_object(Bucket="first", Key="other", Body=LARGE)
    for days, storage in [(32, "STANDARD_IA"), (30, "GLACIER")]:
        own_cloud.advance(days * DAY)
        assert head(s3, "logs/a")["StorageClass"] == storage
    own_cloud.advance(30 * DAY)
    assert [o["Key"] for o in s3.list_objects_v2(Bucket="first")["Contents"]] == ["other"]
    s3.delete_bucket_lifecycle(Bucket="first")
    with refused("NoSuchLifecycleConfiguration", status=404):
        s3.get_bucket_lifecycle_configuration(Bucket="first")


def test_s3c_8_intelligent_tiering(own_cloud, s3):
    tierings = [{"AccessTier": "ARCHIVE_ACCESS", "Days": 90}]
    wanted = {"Id": "cold", "Status": "Enabled", "Tierings": tierings}
    s3.put_bucket_intelligent_tiering_configuration(
        Bucket="first", Id="cold", IntelligentTieringConfiguration=wanted
    )
    listed = s3.list_bucket_intelligent_tiering_configurations(Bucket="first")
    assert listed["IntelligentTieringConfigurationList"] == [wanted]
    put(s3, "k", "INTELLIGENT_TIERING", LARGE)
    own_cloud.advance(91 * DAY)
    shown = head(s3, "k")
    assert (shown["StorageClass"], shown["ArchiveStatus"]) == ("INTELLIGENT_TIERING", "ARCHIVE_ACCESS")
    with refused("InvalidObjectState", status=403):
        s3.get_object(Bucket="first", Key="k")
    with refused("InvalidArgument", status=400):
        restore(s3, "k", "Standard", Days=1)
    assert restore(s3, "k", "Standard") == 202
    own_cloud.advance(5 * HOUR)
    assert s3.get_object(Bucket="first", Key="k")["Body"].read() == LARGE


def test_replication_across_regions(own_cloud, s3):
    far = own_cloud.client("s3", region="eu-west-1")
    far.create_bucket(
        Bucket="far", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
    )
    for client, bucket in ((s3, "first"), (far, "far")):
        client.put_bucket_versioning(
            Bucket=bucket, VersioningConfiguration={"Status": "Enabled"}
        )
    iam = own_cloud.client("iam")
    trust = policy(
        {
            "Effect": "Allow",
            "Principal": {"Service": "s3.amazonaws.com"},
            "Action": "sts:AssumeRole",
        }
    )
    role = iam.create_role(RoleName="copier", AssumeRolePolicyDocument=trust)["Role"]["Arn"]
    rights = [
        "s3:GetReplicationConfiguration",
        "s3:GetObjectVersionForReplication",
        "s3:GetObjectVersionAcl",
        "s3:ReplicateObject",
    ]
    iam.put_role_policy(
        RoleName="copier", PolicyName="copy", PolicyDocument=policy(*map(allow, rights))
    )
    rule = {
        "ID": "all",
        "Status": "Enabled",
        "Priority": 1,
        "Filter": {"Prefix": ""},
        "DeleteMarkerReplication": {"Status": "Disabled"},
        "Destination": {"Bucket": "arn:aws:s3:::far", "StorageClass": "STANDARD_IA"},
    }
    wanted = {"Role": role, "Rules": [rule]}
    s3.put_bucket_replication(Bucket="first", ReplicationConfiguration=wanted)
    assert s3.get_bucket_replication(Bucket="first")["ReplicationConfiguration"] == wanted
    said = s3.put_object(Bucket="first", Key="k", Body=LARGE)
    own_cloud.advance(60)
    assert head(s3, "k")["ReplicationStatus"] == "COMPLETED"
    replica = far.get_object(Bucket="far", Key="k")
    assert replica["Body"].read() == LARGE
    assert replica["ReplicationStatus"] == "REPLICA"
    assert replica["StorageClass"] == "STANDARD_IA"
    assert replica["VersionId"] == said["VersionId"]


def test_inventory(own_cloud, s3):
    s3.create_bucket(Bucket="lists")
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "s3.amazonaws.com"},
        "Action": "s3:PutObject",
        "Resource": "arn:aws:s3:::lists/*",
    }
    s3.put_bucket_policy(Bucket="lists", Policy=policy(statement))
    s3.put_object(Bucket="first", Key="a b", Body=b"hello")
    wanted = {
        "Id": "list",
        "IsEnabled": True,
        "IncludedObjectVersions": "Current",
        "Schedule": {"Frequency": "Daily"},
        "OptionalFields": ["Size", "StorageClass"],
        "Destination": {
            "S3BucketDestination": {"Bucket": "arn:aws:s3:::lists", "Format": "CSV"}
        },
    }
    s3.put_bucket_inventory_configuration(
        Bucket="first", Id="list", InventoryConfiguration=wanted
    )
    got = s3.get_bucket_inventory_configuration(Bucket="first", Id="list")
    assert got["InventoryConfiguration"] == wanted
    own_cloud.advance(2 * HOUR)
    keys = [o["Key"] for o in s3.list_objects_v2(Bucket="lists")["Contents"]]
    manifest = next(key for key in keys if key.endswith("manifest.json"))
    manifest = json.load(s3.get_object(Bucket="lists", Key=manifest)["Body"])
    assert manifest["fileSchema"] == "Bucket, Key, Size, StorageClass"
    data = s3.get_object(Bucket="lists", Key=manifest["files"][0]["key"])["Body"].read()
    assert gzip.decompress(data) == b'"first","a%20b","5","STANDARD"\n'

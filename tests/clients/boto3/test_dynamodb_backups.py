"""Backups, recovery to a point in time, exports and imports. The clock is moved, never waited for."""

import gzip
import json
from datetime import datetime, timedelta, timezone

import pytest

from support.errors import refused

KEY = {
    "BillingMode": "PAY_PER_REQUEST",
    "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
    "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
}


@pytest.fixture
def dynamodb(own_cloud):
    dynamodb = own_cloud.client("dynamodb")
    dynamodb.create_table(TableName="orders", **KEY)
    own_cloud.advance(5)
    return dynamodb


def put(dynamodb, key, number):
    dynamodb.put_item(TableName="orders", Item={"id": {"S": key}, "n": {"N": str(number)}})


def everything(dynamodb, table):
    pages = dynamodb.get_paginator("scan").paginate(TableName=table, ConsistentRead=True)
    return {item["id"]["S"]: int(item["n"]["N"]) for page in pages for item in page["Items"]}


def recover(dynamodb, **more):
    return dynamodb.update_continuous_backups(
        TableName="orders",
        PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True, **more},
    )["ContinuousBackupsDescription"]["PointInTimeRecoveryDescription"]


def window(dynamodb):
    answer = dynamodb.describe_continuous_backups(TableName="orders")
    return answer["ContinuousBackupsDescription"]["PointInTimeRecoveryDescription"]


def test_s56_a_backup_and_a_table_of_it(own_cloud, dynamodb):
    put(dynamodb, "a", 1)
    backup = dynamodb.create_backup(TableName="orders", BackupName="before")["BackupDetails"]
    assert backup["BackupStatus"] == "CREATING"
    put(dynamodb, "a", 2)
    put(dynamodb, "b", 2)
    own_cloud.advance(10)
    arn = backup["BackupArn"]
    shown = dynamodb.describe_backup(BackupArn=arn)["BackupDescription"]
    assert shown["BackupDetails"]["BackupStatus"] == "AVAILABLE"
    assert isinstance(shown["BackupDetails"]["BackupCreationDateTime"], datetime)
    assert [b["BackupName"] for b in dynamodb.list_backups()["BackupSummaries"]] == ["before"]
    dynamodb.restore_table_from_backup(
        TargetTableName="again",
        BackupArn=arn,
        BillingModeOverride="PROVISIONED",
        ProvisionedThroughputOverride={"ReadCapacityUnits": 5, "WriteCapacityUnits": 6},
    )
    own_cloud.advance(60)
    table = dynamodb.describe_table(TableName="again")["Table"]
    assert table["TableStatus"] == "ACTIVE"
    assert table["ProvisionedThroughput"]["WriteCapacityUnits"] == 6
    assert everything(dynamodb, "again") == {"a": 1}
    dynamodb.delete_backup(BackupArn=arn)
    with refused("BackupNotFoundException", f"Backup not found: {arn}", 400):
        dynamodb.describe_backup(BackupArn=arn)


def test_s56_ddb_11_any_second_of_the_window(own_cloud, dynamodb):
    with refused("ValidationException"):
        recover(dynamodb, RecoveryPeriodInDays=36)
    assert recover(dynamodb)["RecoveryPeriodInDays"] == 35
    own_cloud.advance(10)
    put(dynamodb, "a", 1)
    put(dynamodb, "b", 1)
    own_cloud.advance(302)
    good = window(dynamodb)["LatestRestorableDateTime"]
    put(dynamodb, "a", 666)
    dynamodb.delete_item(TableName="orders", Key={"id": {"S": "b"}})
    dynamodb.restore_table_to_point_in_time(
        SourceTableName="orders", TargetTableName="again", RestoreDateTime=good
    )
    own_cloud.advance(60)
    assert everything(dynamodb, "again") == {"a": 1, "b": 1}
    late = datetime.now(timezone.utc) + timedelta(days=400)
    with refused("InvalidRestoreTimeException"):
        dynamodb.restore_table_to_point_in_time(
            SourceTableName="orders", TargetTableName="never", RestoreDateTime=late
        )


def test_ddb_6_exported_and_imported(own_cloud, dynamodb):
    s3 = own_cloud.client("s3")
    s3.create_bucket(Bucket="lake")
    recover(dynamodb)
    for number in range(5):
        put(dynamodb, f"k{number}", number)
    own_cloud.advance(5)
    export = dynamodb.export_table_to_point_in_time(
        TableArn=dynamodb.describe_table(TableName="orders")["Table"]["TableArn"], S3Bucket="lake"
    )["ExportDescription"]
    own_cloud.advance(120)
    export = dynamodb.describe_export(ExportArn=export["ExportArn"])["ExportDescription"]
    assert (export["ExportStatus"], export["ItemCount"]) == ("COMPLETED", 5)
    summary = json.load(s3.get_object(Bucket="lake", Key=export["ExportManifest"])["Body"])
    files = s3.get_object(Bucket="lake", Key=summary["manifestFilesS3Key"])["Body"].read()
    [file] = [json.loads(line) for line in files.splitlines()]
    body = s3.get_object(Bucket="lake", Key=file["dataFileS3Key"])["Body"].read()
    lines = [json.loads(line) for line in gzip.decompress(body).splitlines()]
    assert sorted(line["Item"]["id"]["S"] for line in lines) == [f"k{n}" for n in range(5)]
    job = dynamodb.import_table(
        S3BucketSource={
            "S3Bucket": "lake",
            "S3KeyPrefix": file["dataFileS3Key"].rsplit("/", 1)[0] + "/",
        },
        InputFormat="DYNAMODB_JSON",
        InputCompressionType="GZIP",
        TableCreationParameters={"TableName": "again", **KEY},
    )["ImportTableDescription"]
    own_cloud.advance(120)
    job = dynamodb.describe_import(ImportArn=job["ImportArn"])["ImportTableDescription"]
    assert (job["ImportStatus"], job["ImportedItemCount"]) == ("COMPLETED", 5)
    assert everything(dynamodb, "again") == everything(dynamodb, "orders")


def test_what_is_refused_by_name(own_cloud, dynamodb):
    with refused("NotImplemented"):
        dynamodb.update_table(
            TableName="orders",
            ReplicaUpdates=[{"Create": {"RegionName": "eu-west-1"}}],
            MultiRegionConsistency="STRONG",
        )
    with refused("NotImplemented"):
        dynamodb.create_global_table(
            GlobalTableName="orders", ReplicationGroup=[{"RegionName": "us-east-1"}]
        )
    with refused("NotImplemented"):
        dynamodb.update_contributor_insights(
            TableName="orders", ContributorInsightsAction="ENABLE"
        )
    with refused("NotImplemented"):
        own_cloud.client("dax").describe_clusters()

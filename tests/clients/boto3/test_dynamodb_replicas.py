"""Tables in several Regions, and capacity that follows its use, by the client."""

import signal

import pytest

from support.errors import refused

TABLE = {
    "TableName": "orders",
    "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
    "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
}


@pytest.fixture
def clients(own_cloud):
    """Of two Regions."""
    own_cloud.freeze()
    regions = ("us-east-1", "eu-central-1")
    return [own_cloud.client("dynamodb", region=region) for region in regions]


def test_what_is_written_here_is_read_there(own_cloud, clients):
    here, there = clients
    here.create_table(**TABLE, BillingMode="PAY_PER_REQUEST")
    own_cloud.advance(2)
    for n in range(60):
        here.put_item(TableName="orders", Item={"id": {"S": f"{n}"}, "n": {"N": f"{n}"}})
    here.update_table(
        TableName="orders", ReplicaUpdates=[{"Create": {"RegionName": "eu-central-1"}}]
    )
    own_cloud.advance(5)
    table = here.describe_table(TableName="orders")["Table"]
    assert table["Replicas"] == [{"RegionName": "eu-central-1", "ReplicaStatus": "ACTIVE"}]
    assert there.scan(TableName="orders")["Count"] == 60
    there.put_item(TableName="orders", Item={"id": {"S": "1"}, "n": {"N": "100"}})
    here.delete_item(TableName="orders", Key={"id": {"S": "2"}})
    own_cloud.advance(1)
    for client in clients:
        got = client.get_item(TableName="orders", Key={"id": {"S": "1"}})
        assert got["Item"] == {"id": {"S": "1"}, "n": {"N": "100"}}
        assert "Item" not in client.get_item(TableName="orders", Key={"id": {"S": "2"}})
    with refused("ValidationException", status=400):
        here.delete_table(TableName="orders")
    here.update_table(
        TableName="orders", ReplicaUpdates=[{"Delete": {"RegionName": "eu-central-1"}}]
    )
    own_cloud.advance(5)
    assert there.list_tables()["TableNames"] == []
    here.delete_table(TableName="orders")


def test_what_is_replicated_is_there_after_a_restart(own_cloud, clients):
    here, there = clients
    here.create_table(**TABLE, BillingMode="PAY_PER_REQUEST")
    own_cloud.advance(2)
    here.update_table(
        TableName="orders", ReplicaUpdates=[{"Create": {"RegionName": "eu-central-1"}}]
    )
    own_cloud.advance(5)
    here.put_item(TableName="orders", Item={"id": {"S": "kept"}})
    own_cloud.restart(signal.SIGKILL)
    own_cloud.advance(2)
    there = own_cloud.client("dynamodb", region="eu-central-1")
    assert there.get_item(TableName="orders", Key={"id": {"S": "kept"}})["Item"]


def test_capacity_follows_its_use(own_cloud):
    own_cloud.freeze()
    dynamodb = own_cloud.client("dynamodb")
    scaling = own_cloud.client("application-autoscaling")
    units = {"ReadCapacityUnits": 10, "WriteCapacityUnits": 10}
    dynamodb.create_table(**TABLE, ProvisionedThroughput=units)
    own_cloud.advance(600)
    writes = {
        "ServiceNamespace": "dynamodb",
        "ResourceId": "table/orders",
        "ScalableDimension": "dynamodb:table:WriteCapacityUnits",
    }
    scaling.register_scalable_target(**writes, MinCapacity=5, MaxCapacity=50)
    scaling.put_scaling_policy(
        **writes,
        PolicyName="follow",
        PolicyType="TargetTrackingScaling",
        TargetTrackingScalingPolicyConfiguration={
            "TargetValue": 50.0,
            "PredefinedMetricSpecification": {
                "PredefinedMetricType": "DynamoDBWriteCapacityUtilization"
            },
        },
    )
    for _ in range(4):
        item = {"id": {"S": "large"}, "text": {"S": "x" * 390 * 1024}}
        dynamodb.put_item(TableName="orders", Item=item)
        own_cloud.advance(60)
    table = dynamodb.describe_table(TableName="orders")["Table"]
    assert table["ProvisionedThroughput"]["WriteCapacityUnits"] > 10
    told = scaling.describe_scaling_activities(ServiceNamespace="dynamodb")
    assert told["ScalingActivities"][0]["StatusCode"] == "Successful"
    targets = scaling.get_paginator("describe_scalable_targets")
    pages = targets.paginate(ServiceNamespace="dynamodb")
    assert [t["ResourceId"] for page in pages for t in page["ScalableTargets"]] == [
        "table/orders"
    ]

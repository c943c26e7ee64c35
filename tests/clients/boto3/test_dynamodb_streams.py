"""Streams of tables, times to live and streams of Kinesis, by the client."""

import json
import time

import pytest

from support.errors import refused

TABLE = {
    "TableName": "orders",
    "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
    "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
    "ProvisionedThroughput": {"ReadCapacityUnits": 10, "WriteCapacityUnits": 10},
}


@pytest.fixture
def dynamodb(own_cloud):
    own_cloud.freeze()
    return own_cloud.client("dynamodb")


@pytest.fixture
def streams(own_cloud):
    return own_cloud.client("dynamodbstreams")


def made(own_cloud, dynamodb, **more):
    dynamodb.create_table(**TABLE, **more)
    own_cloud.advance(2)
    return dynamodb.describe_table(TableName="orders")["Table"]


def told(streams, arn):
    """Everything that a stream tells, shard after shard."""
    records = []
    for shard in streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"]:
        iterator = streams.get_shard_iterator(
            StreamArn=arn, ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON"
        )["ShardIterator"]
        while iterator:
            answer = streams.get_records(ShardIterator=iterator)
            records += answer["Records"]
            iterator = answer.get("NextShardIterator") if answer["Records"] else None
    return records


def test_a_stream_tells_what_changes(own_cloud, dynamodb, streams):
    both = {"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"}
    table = made(own_cloud, dynamodb, StreamSpecification=both)
    assert table["StreamSpecification"] == both
    arn = table["LatestStreamArn"]
    assert arn == f"{table['TableArn']}/stream/{table['LatestStreamLabel']}"
    item = {"id": {"S": "a"}, "data": {"B": b"\x00\x01"}, "tags": {"SS": ["x", "y"]}}
    dynamodb.put_item(TableName="orders", Item=item)
    dynamodb.update_item(
        TableName="orders",
        Key={"id": {"S": "a"}},
        UpdateExpression="SET n = :n",
        ExpressionAttributeValues={":n": {"N": "1"}},
    )
    dynamodb.delete_item(TableName="orders", Key={"id": {"S": "a"}})
    records = told(streams, arn)
    assert [record["eventName"] for record in records] == ["INSERT", "MODIFY", "REMOVE"]
    assert records[0]["dynamodb"]["NewImage"] == item
    assert records[1]["dynamodb"]["OldImage"] == item
    assert records[1]["dynamodb"]["NewImage"] == {**item, "n": {"N": "1"}}
    assert "NewImage" not in records[2]["dynamodb"]
    assert records[2]["dynamodb"]["Keys"] == {"id": {"S": "a"}}
    assert [s["StreamArn"] for s in streams.list_streams(TableName="orders")["Streams"]] == [arn]
    with refused("ValidationException", "Table already has an enabled stream: TableName: orders", 400):
        dynamodb.update_table(TableName="orders", StreamSpecification=both)


def test_iterators_expire_and_streams_keep_a_day(own_cloud, dynamodb, streams):
    keys = {"StreamEnabled": True, "StreamViewType": "KEYS_ONLY"}
    arn = made(own_cloud, dynamodb, StreamSpecification=keys)["LatestStreamArn"]
    dynamodb.put_item(TableName="orders", Item={"id": {"S": "a"}})
    shard = streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"][0]["ShardId"]
    at = {"StreamArn": arn, "ShardId": shard}
    iterator = streams.get_shard_iterator(**at, ShardIteratorType="LATEST")["ShardIterator"]
    own_cloud.advance(901)
    with refused("ExpiredIteratorException", None, 400):
        streams.get_records(ShardIterator=iterator)
    number = told(streams, arn)[0]["dynamodb"]["SequenceNumber"]
    own_cloud.advance(26 * 3_600)
    assert told(streams, arn) == []
    with refused("TrimmedDataAccessException", None, 400):
        streams.get_shard_iterator(
            **at, ShardIteratorType="AT_SEQUENCE_NUMBER", SequenceNumber=number
        )


def test_items_expire(own_cloud, dynamodb, streams):
    keys = {"StreamEnabled": True, "StreamViewType": "KEYS_ONLY"}
    arn = made(own_cloud, dynamodb, StreamSpecification=keys)["LatestStreamArn"]
    ttl = {"Enabled": True, "AttributeName": "until"}
    dynamodb.update_time_to_live(TableName="orders", TimeToLiveSpecification=ttl)
    own_cloud.advance(5)
    shown = dynamodb.describe_time_to_live(TableName="orders")["TimeToLiveDescription"]
    assert shown == {"TimeToLiveStatus": "ENABLED", "AttributeName": "until"}
    until = str(int(time.time()) + 3_600)
    dynamodb.put_item(TableName="orders", Item={"id": {"S": "a"}, "until": {"N": until}})
    own_cloud.advance(3 * 3_600)
    assert "Item" not in dynamodb.get_item(TableName="orders", Key={"id": {"S": "a"}})
    last = told(streams, arn)[-1]
    assert last["eventName"] == "REMOVE"
    assert last["userIdentity"] == {"PrincipalId": "dynamodb.amazonaws.com", "Type": "Service"}
    with refused("ValidationException", "TimeToLive is already enabled", 400):
        dynamodb.update_time_to_live(TableName="orders", TimeToLiveSpecification=ttl)


def test_a_stream_of_kinesis_is_told(own_cloud, dynamodb):
    kinesis = own_cloud.client("kinesis")
    kinesis.create_stream(StreamName="changes", ShardCount=1)
    made(own_cloud, dynamodb)
    own_cloud.advance(5)
    stream = kinesis.describe_stream_summary(StreamName="changes")["StreamDescriptionSummary"]
    arn = stream["StreamARN"]
    dynamodb.enable_kinesis_streaming_destination(TableName="orders", StreamArn=arn)
    own_cloud.advance(5)
    shown = dynamodb.describe_kinesis_streaming_destination(TableName="orders")
    assert [d["DestinationStatus"] for d in shown["KinesisDataStreamDestinations"]] == ["ACTIVE"]
    dynamodb.put_item(TableName="orders", Item={"id": {"S": "a"}})
    own_cloud.advance(5)
    iterator = kinesis.get_shard_iterator(
        StreamName="changes",
        ShardId="shardId-000000000000",
        ShardIteratorType="TRIM_HORIZON",
    )["ShardIterator"]
    [record] = kinesis.get_records(ShardIterator=iterator)["Records"]
    change = json.loads(record["Data"])
    assert (change["eventName"], change["tableName"]) == ("INSERT", "orders")
    assert change["dynamodb"]["NewImage"] == {"id": {"S": "a"}}

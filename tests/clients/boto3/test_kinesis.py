"""Streams and their records."""

import threading

import pytest

from support.cloud import eventually
from support.errors import refused


@pytest.fixture
def kinesis(cloud):
    return cloud.client("kinesis")


@pytest.fixture
def stream(kinesis, name):
    """A stream with two shards."""
    kinesis.create_stream(StreamName=name, ShardCount=2)
    kinesis.get_waiter("stream_exists").wait(
        StreamName=name, WaiterConfig={"Delay": 1, "MaxAttempts": 30}
    )
    return name


def read(kinesis, stream, shard, kind="TRIM_HORIZON"):
    wish = {"StreamName": stream, "ShardId": shard, "ShardIteratorType": kind}
    iterator = kinesis.get_shard_iterator(**wish)["ShardIterator"]
    return kinesis.get_records(ShardIterator=iterator)


def test_kds_2_records_come_back_in_order(kinesis, stream):
    put = [
        kinesis.put_record(StreamName=stream, PartitionKey="k", Data=bytes([n, 0, 255]))
        for n in range(10)
    ]
    assert len({p["ShardId"] for p in put}) == 1
    numbers = [int(p["SequenceNumber"]) for p in put]
    assert numbers == sorted(numbers)
    got = read(kinesis, stream, put[0]["ShardId"])
    assert [r["Data"] for r in got["Records"]] == [bytes([n, 0, 255]) for n in range(10)]
    assert [int(r["SequenceNumber"]) for r in got["Records"]] == numbers
    assert got["MillisBehindLatest"] == 0


def test_batches_over_shards(kinesis, stream):
    records = [{"Data": b"x" * 1000, "PartitionKey": f"k{n}"} for n in range(500)]
    answer = kinesis.put_records(StreamName=stream, Records=records)
    assert answer["FailedRecordCount"] == 0
    shards = {r["ShardId"] for r in answer["Records"]}
    assert len(shards) == 2
    assert sum(len(read(kinesis, stream, shard)["Records"]) for shard in shards) == 500


def test_pages_and_errors(cloud, kinesis, stream):
    page = kinesis.list_shards(StreamName=stream, MaxResults=1)
    assert len(kinesis.list_shards(NextToken=page["NextToken"])["Shards"]) == 1
    # What the client's own paginator does, and AWS does not take either.
    with refused("InvalidArgumentException", "NextToken and StreamName cannot be provided together.", 400):
        kinesis.list_shards(StreamName=stream, NextToken=page["NextToken"])
    described = kinesis.get_paginator("describe_stream").paginate(
        StreamName=stream, PaginationConfig={"PageSize": 1}
    )
    assert len(described.build_full_result()["StreamDescription"]["Shards"]) == 2
    with refused("ResourceNotFoundException", f"Stream {stream}-not under account {cloud.account} not found.", 400):
        kinesis.describe_stream(StreamName=stream + "-not")
    with refused("ResourceInUseException", f"Stream {stream} under account {cloud.account} already exists.", 400):
        kinesis.create_stream(StreamName=stream, ShardCount=1)
    with refused("InvalidArgumentException", "Invalid ShardIterator.", 400):
        kinesis.get_records(ShardIterator="nonsense")


def test_a_consumer_is_told_of_records(cloud, kinesis, stream):
    arn = kinesis.describe_stream_summary(StreamName=stream)
    arn = arn["StreamDescriptionSummary"]["StreamARN"]
    fan = kinesis.register_stream_consumer(StreamARN=arn, ConsumerName="fan")["Consumer"]

    def active():
        told = kinesis.describe_stream_consumer(ConsumerARN=fan["ConsumerARN"])
        return told["ConsumerDescription"]["ConsumerStatus"] == "ACTIVE"

    assert eventually(active, 30)
    shard = kinesis.put_record(StreamName=stream, PartitionKey="k", Data=b"before")["ShardId"]
    # The event stream keeps its connection.
    listener = cloud.client("kinesis")
    told = listener.subscribe_to_shard(
        ConsumerARN=fan["ConsumerARN"],
        ShardId=shard,
        StartingPosition={"Type": "TRIM_HORIZON"},
    )
    found = []

    def listen():
        for event in told["EventStream"]:
            found.extend(r["Data"] for r in event["SubscribeToShardEvent"]["Records"])
            if len(found) == 2:
                return

    thread = threading.Thread(target=listen, daemon=True)
    thread.start()
    assert eventually(lambda: found == [b"before"], 30)
    kinesis.put_record(StreamName=stream, PartitionKey="k", Data=b"while")
    thread.join(timeout=30)
    assert found == [b"before", b"while"]
    told["EventStream"].close()


def test_records_survive_a_crash(own_cloud):
    kinesis = own_cloud.client("kinesis")
    kinesis.create_stream(StreamName="s", ShardCount=1)
    own_cloud.advance(2)
    put = kinesis.put_record(StreamName="s", PartitionKey="k", Data=b"kept")
    own_cloud.restart(9)
    kinesis = own_cloud.client("kinesis")
    kinesis.put_record(StreamName="s", PartitionKey="k", Data=b"behind")
    got = read(kinesis, "s", put["ShardId"])
    assert [r["Data"] for r in got["Records"]] == [b"kept", b"behind"]

"""Kinesis in CBOR, as the Java SDK and the KPL speak it: times are milliseconds."""

import struct
import time

import httpx
from botocore.eventstream import EventStreamBuffer

from support.cloud import eventually
from support.sign import send, signed_headers

CBOR = "application/x-amz-cbor-1.1"


class At(int):
    """A time, in milliseconds."""


def head(major, number):
    for info, form, most in ((24, ">B", 1 << 8), (25, ">H", 1 << 16), (26, ">I", 1 << 32), (27, ">Q", 1 << 64)):
        if number < 24:
            return bytes([major << 5 | number])
        if number < most:
            return bytes([major << 5 | info]) + struct.pack(form, number)


def write(value):
    if isinstance(value, bool):
        return b"\xf5" if value else b"\xf4"
    if isinstance(value, At):
        return b"\xc1" + head(0, int(value))
    if isinstance(value, int):
        return head(0, value)
    if isinstance(value, bytes):
        return head(2, len(value)) + value
    if isinstance(value, str):
        return head(3, len(value.encode())) + value.encode()
    if isinstance(value, list):
        return head(4, len(value)) + b"".join(map(write, value))
    # As Jackson writes objects: without saying how long they are.
    return b"\xbf" + b"".join(write(k) + write(v) for k, v in value.items()) + b"\xff"


def read(data):
    def item(at):
        major, info = data[at] >> 5, data[at] & 31
        at += 1
        if major == 7:
            if info == 27:
                return struct.unpack(">d", data[at:at + 8])[0], at + 8
            return {20: False, 21: True, 22: None}[info], at
        width = {24: 1, 25: 2, 26: 4, 27: 8}.get(info, 0)
        number = int.from_bytes(data[at:at + width], "big") if width else info
        at += width
        if major == 0:
            return number, at
        if major == 1:
            return -1 - number, at
        if major == 6:
            value, at = item(at)
            return At(value), at
        if major in (2, 3):
            raw = data[at:at + number]
            return (raw if major == 2 else raw.decode()), at + number
        found = []
        for _ in range(number * (2 if major == 5 else 1)):
            value, at = item(at)
            found.append(value)
        return (dict(zip(found[::2], found[1::2])) if major == 5 else found), at

    value, end = item(0)
    assert end == len(data), data
    return value


def ask(cloud, operation, value, status=200):
    url, body = f"http://localhost:{cloud.port}/", write(value)
    headers = {"Content-Type": CBOR, "X-Amz-Target": f"Kinesis_20131202.{operation}"}
    headers = signed_headers(cloud.root, "kinesis", "POST", url, body, headers)
    answer = send(url, "POST", headers, body)
    assert answer.status == status, answer.body
    assert not answer.body or answer.headers["content-type"] == CBOR, answer.headers
    return (read(answer.body) if answer.body else None), answer


def stream(cloud, name):
    kinesis = cloud.client("kinesis")
    kinesis.create_stream(StreamName=name, ShardCount=1)
    kinesis.get_waiter("stream_exists").wait(StreamName=name)
    return kinesis


def test_records_in_cbor(cloud, name):
    kinesis = stream(cloud, name)
    before = int(time.time() * 1000) - 3_600_000
    put, _ = ask(cloud, "PutRecord", {"StreamName": name, "PartitionKey": "k", "Data": b"\x00\xff raw"})
    many = {"StreamName": name, "Records": [{"PartitionKey": "k", "Data": b"%d" % n} for n in range(3)]}
    answer, _ = ask(cloud, "PutRecords", many)
    assert answer["FailedRecordCount"] == 0
    # What JSON says is the same, but for the times.
    where = {"StreamName": name, "ShardId": put["ShardId"], "ShardIteratorType": "AT_TIMESTAMP"}
    iterator, _ = ask(cloud, "GetShardIterator", where | {"Timestamp": At(before)})
    got, _ = ask(cloud, "GetRecords", {"ShardIterator": iterator["ShardIterator"], "Limit": 10})
    assert [record["Data"] for record in got["Records"]] == [b"\x00\xff raw", b"0", b"1", b"2"]
    arrived = got["Records"][0]["ApproximateArrivalTimestamp"]
    assert isinstance(arrived, At)
    iterator = kinesis.get_shard_iterator(StreamName=name, ShardId=put["ShardId"], ShardIteratorType="TRIM_HORIZON")
    same = kinesis.get_records(ShardIterator=iterator["ShardIterator"])["Records"][0]
    assert int(same["ApproximateArrivalTimestamp"].timestamp() * 1000 + 0.5) == arrived


def test_refusals_in_cbor(cloud, name):
    said, answer = ask(cloud, "DescribeStream", {"StreamName": name}, 400)
    assert said["__type"] == "ResourceNotFoundException"
    assert name in said["message"]
    assert answer.headers["x-amzn-requestid"]
    # Nobody else is spoken to like that.
    url, body = f"http://localhost:{cloud.port}/", write({})
    headers = {"Content-Type": CBOR, "X-Amz-Target": "AmazonSQS.ListQueues"}
    answer = send(url, "POST", signed_headers(cloud.root, "sqs", "POST", url, body, headers), body)
    assert answer.status == 400, answer.body


def test_events_of_a_shard_in_cbor(cloud, name):
    kinesis = stream(cloud, name)
    arn = kinesis.describe_stream_summary(StreamName=name)["StreamDescriptionSummary"]["StreamARN"]
    fan = kinesis.register_stream_consumer(StreamARN=arn, ConsumerName="fan")["Consumer"]["ConsumerARN"]
    state = lambda: kinesis.describe_stream_consumer(ConsumerARN=fan)["ConsumerDescription"]["ConsumerStatus"]
    assert eventually(lambda: state() == "ACTIVE")
    shard = kinesis.put_record(StreamName=name, PartitionKey="k", Data=b"told")["ShardId"]
    url = f"http://localhost:{cloud.port}/"
    body = write({"ConsumerARN": fan, "ShardId": shard, "StartingPosition": {"Type": "TRIM_HORIZON"}})
    headers = {"Content-Type": CBOR, "X-Amz-Target": "Kinesis_20131202.SubscribeToShard"}
    headers = signed_headers(cloud.root, "kinesis", "POST", url, body, headers)
    buffer, records = EventStreamBuffer(), []
    with httpx.stream("POST", url, headers=headers, content=body, timeout=30) as answer:
        assert answer.status_code == 200
        for data in answer.iter_raw():
            buffer.add_data(data)
            for event in buffer:
                if event.headers.get(":event-type") == "SubscribeToShardEvent":
                    assert event.headers[":content-type"] == CBOR
                    records += read(event.payload)["Records"]
            if records:
                break
    assert records[0]["Data"] == b"told"
    assert isinstance(records[0]["ApproximateArrivalTimestamp"], At)

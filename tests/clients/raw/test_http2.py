"""HTTP/2, with TLS and by prior knowledge."""

import json

import httpx
import pytest
from botocore.eventstream import EventStreamBuffer

from support.sign import signed_headers


@pytest.mark.parametrize("secure", [False, True])
def test_calls_over_http2(cloud, name, secure):
    url = f"{'https' if secure else 'http'}://localhost:{cloud.port}"
    with httpx.Client(http1=secure, http2=True, verify=False) as client:
        def call(method, path, body=b""):
            headers = signed_headers(cloud.root, "s3", method, url + path, body)
            del headers["Host"]
            got = client.request(method, url + path, headers=headers, content=body)
            assert got.http_version == "HTTP/2"
            return got

        assert call("PUT", f"/{name}").status_code == 200
        assert call("PUT", f"/{name}/k", b"x" * 300_000).status_code == 200
        assert call("GET", f"/{name}/k").content == b"x" * 300_000
        missing = call("GET", f"/{name}/nothing")
        assert missing.status_code == 404
        assert "<Code>NoSuchKey</Code>" in missing.text


def test_unknown_keys_of_a_foreign_page_over_http2(cloud):
    from support.cloud import Keys

    url = f"http://localhost:{cloud.port}"
    with httpx.Client(http1=False, http2=True) as client:
        headers = signed_headers(Keys("test", "test"), "s3", "GET", url + "/")
        host = headers.pop("Host")
        assert client.get(url + "/", headers=headers).status_code == 200
        bad = headers | {"Origin": "https://evil.example"}
        assert client.get(url + "/", headers=bad).status_code == 403
        rebound = headers | {"Host": "evil.example"}
        assert client.get(url + "/", headers=rebound).status_code == 403
        assert host


@pytest.mark.parametrize("http2", [False, True])
def test_events_come_over_http2_too(own_cloud, http2):
    kinesis = own_cloud.client("kinesis")
    kinesis.create_stream(StreamName="s", ShardCount=1)
    own_cloud.advance(2)
    told = kinesis.describe_stream_summary(StreamName="s")["StreamDescriptionSummary"]
    fan = kinesis.register_stream_consumer(StreamARN=told["StreamARN"], ConsumerName="fan")
    own_cloud.advance(2)
    shard = kinesis.put_record(StreamName="s", PartitionKey="k", Data=b"x")["ShardId"]
    wish = {
        "ConsumerARN": fan["Consumer"]["ConsumerARN"],
        "ShardId": shard,
        "StartingPosition": {"Type": "TRIM_HORIZON"},
    }
    url, body = own_cloud.endpoint + "/", json.dumps(wish).encode()
    headers = signed_headers(own_cloud.root, "kinesis", "POST", url, body)
    if http2:
        del headers["Host"]
    headers |= {
        "Content-Type": "application/x-amz-json-1.1",
        "X-Amz-Target": "Kinesis_20131202.SubscribeToShard",
    }
    events, buffer = [], EventStreamBuffer()
    with httpx.Client(http1=not http2, http2=http2, timeout=30) as client:
        with client.stream("POST", url, headers=headers, content=body) as answer:
            assert answer.status_code == 200
            assert answer.headers["content-type"] == "application/vnd.amazon.eventstream"
            for piece in answer.iter_raw():
                buffer.add_data(piece)
                events += [e for e in buffer]
                if len(events) == 2:
                    # It goes on for five minutes of the cloud's clock.
                    own_cloud.advance(300)
    assert [e.headers[":event-type"] for e in events[:2]] == ["initial-response", "SubscribeToShardEvent"]
    (record,) = json.loads(events[1].payload)["Records"]
    assert record["Data"] == "eA=="

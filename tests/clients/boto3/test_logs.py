"""Log groups, their events, filters and queries."""

import time

import pytest

from support.cloud import eventually
from support.errors import refused


@pytest.fixture
def logs(cloud):
    return cloud.client("logs")


@pytest.fixture
def group(logs, name):
    """A group with two streams."""
    logs.create_log_group(logGroupName=name)
    for stream in ["one", "two"]:
        logs.create_log_stream(logGroupName=name, logStreamName=stream)
    return name


def now():
    return int(time.time() * 1000)


def put(logs, group, stream, *messages):
    events = [{"timestamp": now(), "message": message} for message in messages]
    return logs.put_log_events(logGroupName=group, logStreamName=stream, logEvents=events)


def test_events_are_put_got_and_found(logs, group):
    assert "rejectedLogEventsInfo" not in put(logs, group, "one", "ERROR a", "fine")
    put(logs, group, "two", "ERROR b")
    got = logs.get_log_events(logGroupName=group, logStreamName="one", startFromHead=True)
    assert [event["message"] for event in got["events"]] == ["ERROR a", "fine"]
    again = logs.get_log_events(
        logGroupName=group, logStreamName="one", nextToken=got["nextForwardToken"]
    )
    assert again["events"] == []
    assert again["nextForwardToken"] == got["nextForwardToken"]
    pages = logs.get_paginator("filter_log_events").paginate(
        logGroupName=group, filterPattern="ERROR", PaginationConfig={"PageSize": 1}
    )
    found = [event for page in pages for event in page["events"]]
    assert sorted(event["message"] for event in found) == ["ERROR a", "ERROR b"]
    with refused("InvalidParameterException"):
        logs.filter_log_events(logGroupName=group, filterPattern="{")


def test_groups_are_described(logs, group):
    logs.put_retention_policy(logGroupName=group, retentionInDays=30)
    logs.tag_log_group(logGroupName=group, tags={"a": "1"})
    (shown,) = logs.describe_log_groups(logGroupNamePrefix=group)["logGroups"]
    assert shown["retentionInDays"] == 30
    assert shown["arn"] == shown["logGroupArn"] + ":*"
    tags = logs.list_tags_for_resource(resourceArn=shown["logGroupArn"])["tags"]
    assert tags == {"a": "1"}
    put(logs, group, "two", "late")
    streams = logs.describe_log_streams(
        logGroupName=group, orderBy="LastEventTime", descending=True
    )["logStreams"]
    assert [stream["logStreamName"] for stream in streams] == ["two", "one"]
    logs.delete_log_group(logGroupName=group)
    with refused("ResourceNotFoundException"):
        logs.describe_log_streams(logGroupName=group)


def test_a_query_is_answered(logs, group):
    put(logs, group, "one", '{"ms": 10}', '{"ms": 30}')
    query = logs.start_query(
        logGroupName=group,
        startTime=now() // 1000 - 60,
        endTime=now() // 1000 + 60,
        queryString="stats avg(ms) as mean, count(*) as n",
    )["queryId"]

    def complete():
        return logs.get_query_results(queryId=query)["status"] == "Complete"

    assert eventually(complete, 60)
    (row,) = logs.get_query_results(queryId=query)["results"]
    assert {field["field"]: field["value"] for field in row} == {"mean": "20", "n": "2"}
    with refused("MalformedQueryException"):
        logs.start_query(
            logGroupName=group, startTime=0, endTime=1, queryString="fields ("
        )


def test_live_tail_tells_what_comes(cloud, logs, group):
    (shown,) = logs.describe_log_groups(logGroupNamePrefix=group)["logGroups"]
    # Else the client puts a name before the address.
    alike = cloud.client("logs", inject_host_prefix=False)
    stream = alike.start_live_tail(logGroupIdentifiers=[shown["logGroupArn"]])["responseStream"]
    found = []
    for event in stream:
        if "sessionStart" in event:
            put(logs, group, "one", "hello")
        update = event.get("sessionUpdate", {})
        found += [result["message"] for result in update.get("sessionResults", [])]
        if found:
            break
    stream.close()
    assert found == ["hello"]

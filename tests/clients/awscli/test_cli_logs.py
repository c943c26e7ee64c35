"""aws logs, among it what follows a group as it is written to."""

import time

import pytest


@pytest.fixture
def group(aws, name):
    made = aws("logs", "create-log-group", "--log-group-name", name)
    assert made.code == 0, made.err
    aws("logs", "create-log-stream", "--log-group-name", name, "--log-stream-name", "s")
    return name


def put(cloud, group, *messages):
    now = int(time.time() * 1000)
    events = [{"timestamp": now, "message": message} for message in messages]
    cloud.client("logs").put_log_events(logGroupName=group, logStreamName="s", logEvents=events)


def test_logs(aws, group):
    now = int(time.time() * 1000)
    sent = aws(
        "logs", "put-log-events", "--log-group-name", group, "--log-stream-name", "s",
        "--log-events", f"timestamp={now},message=ERROR one", f"timestamp={now},message=two",
    )
    assert sent.code == 0, sent.err
    found = aws("logs", "filter-log-events", "--log-group-name", group, "--filter-pattern", "ERROR").json
    assert [event["message"] for event in found["events"]] == ["ERROR one"]
    said = aws("logs", "describe-log-streams", "--log-group-name", group + "-not")
    assert "(ResourceNotFoundException)" in said.err
    assert aws("logs", "delete-log-group", "--log-group-name", group).code == 0


def test_tail(aws, aws_left_going, cloud, group):
    put(cloud, group, "ERROR one", "two")
    tail = aws("logs", "tail", group)
    if tail.code == 2:
        pytest.skip("this version of aws has no logs tail")
    assert "s ERROR one" in tail.out and "s two" in tail.out
    tail = aws("logs", "tail", group, "--filter-pattern", "ERROR", "--since", "5m")
    assert "ERROR one" in tail.out and "two" not in tail.out
    with aws_left_going("logs", "tail", group, "--follow") as going:
        going.until("two")
        put(cloud, group, "three")
        going.until("three")


def test_live_tail(aws_left_going, cloud, group):
    arn = f"arn:aws:logs:us-east-1:{cloud.account}:log-group:{group}"
    with aws_left_going("logs", "start-live-tail", "--log-group-identifiers", arn) as going:
        # Who follows hears of what comes from now on, so it is told until it listens.
        going.until("hello", meanwhile=lambda: put(cloud, group, "hello"))

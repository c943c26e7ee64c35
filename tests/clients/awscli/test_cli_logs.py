"""aws logs, among it aws logs tail."""

import json
import time


def test_logs(aws, name):
    made = aws("logs", "create-log-group", "--log-group-name", name)
    assert made.code == 0, made.err
    aws("logs", "create-log-stream", "--log-group-name", name, "--log-stream-name", "s")
    now = int(time.time() * 1000)
    events = [{"timestamp": now, "message": message} for message in ["ERROR one", "two"]]
    put = aws(
        "logs", "put-log-events", "--log-group-name", name, "--log-stream-name", "s",
        "--log-events", json.dumps(events),
    )
    assert put.code == 0, put.err
    tail = aws("logs", "tail", name)
    assert tail.code == 0, tail.err
    assert "s ERROR one" in tail.out and "s two" in tail.out
    tail = aws("logs", "tail", name, "--filter-pattern", "ERROR", "--since", "5m")
    assert "ERROR one" in tail.out and "two" not in tail.out
    said = aws("logs", "describe-log-streams", "--log-group-name", name + "-not")
    assert "(ResourceNotFoundException)" in said.err
    assert aws("logs", "delete-log-group", "--log-group-name", name).code == 0

"""Haneul's DynamoDB beside dynalite, which others wrote: the same calls, and every difference explained."""

import json
import os
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

import pytest

from support.cloud import Keys

from . import chance, handmade
from .differences import DIFFERENCES
from .sides import Side

HERE = Path(__file__).parent
RANDOM_CALLS = int(os.environ.get("HANEUL_DIFFERENTIAL_CALLS", 700))
SEED = int(os.environ.get("HANEUL_DIFFERENTIAL_SEED", 20_260_601))


@pytest.fixture(scope="module")
def dynalite(tmp_path_factory):
    """Its address, and how it is started again. Where the registry of npm cannot be reached, this is skipped, and says so."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        pytest.skip("DYNAMODB IS NOT COMPARED: there is no node in the PATH")
    place = tmp_path_factory.mktemp("dynalite")
    shutil.copy(HERE / "package.json", place)
    install = ["npm", "install", "--no-audit", "--no-fund", "--loglevel=error", "--fetch-retries=1", "--fetch-timeout=20000"]
    try:
        done = subprocess.run(install, cwd=place, capture_output=True, text=True, timeout=120)
    except subprocess.TimeoutExpired:
        pytest.skip("DYNAMODB IS NOT COMPARED: npm took too long to install dynalite")
    if done.returncode != 0:
        pytest.skip(f"DYNAMODB IS NOT COMPARED: npm cannot install dynalite: {done.stderr[-300:]}")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = ["node", "node_modules/dynalite/cli.js", "--host", "127.0.0.1", "--port", str(port), "--createTableMs", "1"]
    running = []

    def start():
        stop()
        running.append(subprocess.Popen(command, cwd=place, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
        end = time.monotonic() + 30
        while True:
            try:
                return socket.create_connection(("127.0.0.1", port), 1).close()
            except OSError:
                assert running[-1].poll() is None, f"dynalite ended: {running[-1].returncode}"
                assert time.monotonic() < end, "dynalite does not listen"
                time.sleep(0.05)

    def stop():
        while running:
            process = running.pop()
            process.send_signal(signal.SIGKILL)
            process.wait()

    start()
    yield f"http://127.0.0.1:{port}", start
    stop()


@pytest.fixture(scope="module")
def sides(cloud, dynalite):
    endpoint, start = dynalite
    return Side(cloud.endpoint, cloud.root), Side(endpoint, Keys("x", "y"), start)


@pytest.fixture
def tables(sides, name):
    """A plain one, and one with everything, on both sides."""
    on_demand = {"BillingMode": "PAY_PER_REQUEST"}
    key = lambda *names: [
        {"AttributeName": name, "KeyType": kind} for name, kind in zip(names, ("HASH", "RANGE"))]
    kinds = lambda **kinds: [{"AttributeName": n, "AttributeType": t} for n, t in kinds.items()]
    plain = {"TableName": f"{name}-plain", "KeySchema": key("h"), "AttributeDefinitions": kinds(h="S")}
    full = {
        "TableName": f"{name}-full",
        "KeySchema": key("h", "r"),
        "AttributeDefinitions": kinds(h="S", r="N", s="S", g="S", n="N"),
        "LocalSecondaryIndexes": [
            {"IndexName": "local", "KeySchema": key("h", "s"), "Projection": {"ProjectionType": "ALL"}}],
        "GlobalSecondaryIndexes": [
            {"IndexName": "all", "KeySchema": key("g", "n"), "Projection": {"ProjectionType": "ALL"}},
            {"IndexName": "keys", "KeySchema": key("g"), "Projection": {"ProjectionType": "KEYS_ONLY"}}],
    }
    for side in sides:
        side.make(plain | on_demand)
        side.make(full | on_demand)
    return plain["TableName"], full["TableName"]


class Comparison:
    def __init__(self, sides):
        self.ours, self.theirs = sides
        self.calls = self.ended = 0
        self.unexplained = []
        self.explained = {}

    def of(self, operation, call):
        """Whether both agree."""
        self.calls += 1
        ours, theirs = self.ours.pages(operation, call), self.theirs.pages(operation, call)
        assert ours.get("refused", (0,))[0] < 500, (operation, call, ours)
        if ours == theirs:
            return True
        if theirs.get("refused", (1,))[0] == 0:
            self.ended += 1
            assert self.ended < 20, "dynalite ends too often to be compared with"
            self.theirs.again(self.ours)
        for difference in DIFFERENCES:
            if difference.is_it(operation, call, ours, theirs):
                self.explained[difference.name] = self.explained.get(difference.name, 0) + 1
                return False
        self.unexplained.append(
            f"{operation} {json.dumps(call)[:1500]}\n  ours:   {json.dumps(ours)[:900]}\n  theirs: {json.dumps(theirs)[:900]}")
        return False

    def judge(self):
        print(f"{self.calls} calls; explained: {self.explained}")
        assert not self.unexplained, f"{len(self.unexplained)} differences:\n" + "\n".join(self.unexplained)


def test_calls_by_hand(sides, tables):
    comparison = Comparison(sides)
    for operation, call in handmade.calls(*tables):
        if not comparison.of(operation, call) and operation in WRITES:
            level(sides, operation, call)
    comparison.judge()
    unused = [d.name for d in DIFFERENCES if d.name not in comparison.explained and not d.by_chance]
    assert not unused, f"explanations of nothing: {unused}"


def test_calls_by_chance(sides, tables):
    print(f"seed {SEED} (HANEUL_DIFFERENTIAL_SEED)")
    comparison = Comparison(sides)
    calls = chance.Calls(SEED, *tables)
    for _ in range(RANDOM_CALLS):
        operation, call = calls.call()
        if not comparison.of(operation, call) and operation in WRITES:
            level(sides, operation, call)
    # What lies there in the end is the same, too.
    for table in tables:
        comparison.of("Scan", {"TableName": table})
    for index in ("local", "all", "keys"):
        comparison.of("Scan", {"TableName": tables[1], "IndexName": index})
    comparison.judge()


WRITES = {"PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem"}


def level(sides, operation, call):
    """After a difference both have what we have of the items that the call was about."""
    ours, theirs = sides
    for table, key in keys(operation, call):
        item = ours.ask("GetItem", {"TableName": table, "Key": key, "ConsistentRead": True}).get("Item")
        theirs.ask("DeleteItem", {"TableName": table, "Key": key})
        if item and "refused" in theirs.ask("PutItem", {"TableName": table, "Item": item}):
            ours.ask("DeleteItem", {"TableName": table, "Key": key})


def keys(operation, call):
    def key(table, item):
        return table, {name: item[name] for name in ("h",) + (("r",) if table.endswith("-full") else ()) if name in item}

    if operation != "BatchWriteItem":
        table = call.get("TableName", "")
        return [key(table, call.get("Key") or call.get("Item") or {})]
    return [
        key(table, put["Item"] if (put := request.get("PutRequest")) else request["DeleteRequest"]["Key"])
        for table, requests in call["RequestItems"].items() for request in requests if request
    ]

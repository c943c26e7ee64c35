"""A function at hand: its code follows a directory, its lines are followed, and a debugger looks in."""

import base64
import contextlib
import datetime
import http.client
import json
import os
import shutil
import socket
import subprocess
import threading
import urllib.parse

import pytest

from support import binary
from support.cloud import eventually
from support.functions import Functions, package, until


@contextlib.contextmanager
def left_going(cloud, *arguments):
    """The lines that a command prints until it is stopped."""
    process = subprocess.Popen(
        [str(binary.find()), *arguments], env=cloud.environment(), text=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )
    lines = []
    reader = threading.Thread(target=lambda: lines.extend(iter(process.stdout.readline, "")))
    reader.start()
    try:
        yield lines
    finally:
        process.terminate()
        process.wait(timeout=30)
        reader.join(timeout=30)
        process.stdout.close()


def test_a_function_follows_a_directory_and_its_lines_are_followed(start_cloud, haneul, tmp_path):
    cloud = start_cloud("--plain-functions")
    functions = Functions(cloud)
    nobody = haneul(cloud, "watch", "nobody", str(tmp_path))
    assert nobody.code != 0 and "Function not found" in nobody.err
    functions.make("hot", "python3.12", package("a.py", "def handler(e, c): return 0\n"))
    source = tmp_path / "source"
    (source / "__pycache__").mkdir(parents=True)
    (source / "__pycache__" / "x.pyc").write_bytes(b"x")

    def write(value):
        # As editors do it: another file in its place.
        text = f"def handler(e, c):\n    print('line of {value}')\n    return {value}\n"
        (source / "new").write_text(text)
        os.replace(source / "new", source / "a.py")

    def answers(value):
        return lambda: functions.call("hot", {})[1] == str(value).encode()

    write(1)
    with left_going(cloud, "logs", "--follow", "hot") as lines:
        # It has looked before there was anything.
        assert "waiting for the first" in until(lambda: lines)[0]
        with left_going(cloud, "watch", "hot", str(source)) as said:
            until(answers(1))
            assert "1 files" in said[0]
            write(2)
            until(answers(2))
        until(lambda: any("line of 2" in line for line in lines))
    shown = next(line for line in lines if "line of 1" in line)
    # The time, which sandbox it was, and the line.
    _, sandbox, text = shown.split(" ", 2)
    assert text == "line of 1\n"
    assert sandbox.startswith("[$LATEST]") and len(sandbox) == len("[$LATEST]") + 8


def test_who_follows_a_silent_group_is_not_told_of_older_lines(mine):
    logs = mine.client("logs")
    logs.create_log_group(logGroupName="silent")
    logs.create_log_stream(logGroupName="silent", logStreamName="s")

    def put(message, seconds_ago):
        at = int(mine_now(mine) * 1000) - seconds_ago * 1000
        event = {"timestamp": at, "message": message}
        logs.put_log_events(logGroupName="silent", logStreamName="s", logEvents=[event])

    put("older", 12)
    with left_going(mine, "logs", "--follow", "silent", "--since", "5s") as lines:
        # Several looks at the group, in all of which there is nothing new.
        eventually(lambda: lines, 4)
        put("newer", 0)
        assert eventually(lambda: lines, 20)
    assert [line.split(" ", 2)[2] for line in lines] == ["newer\n"]


def mine_now(cloud):
    return datetime.datetime.fromisoformat(cloud.door("clock")["now"].replace("Z", "+00:00")).timestamp()


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


class Debugger:
    """As much of Node's inspector's client as lets a waiting program go on."""

    def __init__(self, port):
        target = self.targets(port)[0]["webSocketDebuggerUrl"]
        path = urllib.parse.urlsplit(target).path
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        key = base64.b64encode(os.urandom(16)).decode()
        self.socket.sendall(
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
        )
        assert b" 101 " in self.socket.recv(4096)

    @staticmethod
    def targets(port):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        connection.request("GET", "/json/list")
        return json.loads(connection.getresponse().read())

    def say(self, method):
        text = json.dumps({"id": 1, "method": method}).encode()
        # One short frame, "masked" by zeros.
        self.socket.sendall(bytes([0x81, 0x80 | len(text), 0, 0, 0, 0]) + text)


@pytest.mark.skipif(shutil.which("node") is None, reason="there is no Node.js")
def test_a_debugger_looks_into_a_function(start_cloud):
    cloud = start_cloud("--plain-functions", "--debug-functions")
    functions = Functions(cloud)
    port = free_port()
    code = package("a.js", "exports.handler = async (event) => event.n + 1;\n")
    environment = {"Variables": {"HANEUL_DEBUG_PORT": str(port)}}
    functions.make("js", "nodejs20.x", code, Timeout=1, Environment=environment)
    answers = []
    thread = threading.Thread(target=lambda: answers.append(functions.call("js", {"n": 1})))
    thread.start()

    def listens():
        try:
            return Debugger.targets(port)
        except (OSError, http.client.HTTPException):
            return None

    until(listens)
    # Far more than the function's second: somebody thinks.
    cloud.advance(3600)
    assert thread.is_alive()
    debugger = Debugger(port)
    debugger.say("Runtime.runIfWaitingForDebugger")
    thread.join(timeout=60)
    assert answers and answers[0][1] == b"2", answers
    # Without the flag the variable says nothing.
    other = Functions(start_cloud("--plain-functions"))
    other.make("js", "nodejs20.x", code, Environment=environment)
    assert other.call("js", {"n": 1})[1] == b"2"


def test_functions_run_where_the_data_directory_is_named_from_here(start_cloud, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    functions = Functions(start_cloud("--plain-functions", data="here"))
    functions.make("f", "python3.12", package("a.py", "def handler(e, c):\n    return e['a']\n"))
    assert functions.call("f", {"a": 1})[1] == b"1"

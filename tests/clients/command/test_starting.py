"""Starting and stopping, and what can be in the way."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
from pathlib import Path

import pytest

from support import binary
from support.sign import call


def start_and_fail(cloud, *options, user=None, program=None):
    command = [str(program or binary.find()), "up", *options]
    done = subprocess.run(
        command, env=cloud.environment(), capture_output=True, text=True, timeout=30, user=user
    )
    assert done.returncode == 1, done.stdout
    assert "ready" not in done.stdout
    return done.stderr


def test_a_port_that_is_taken(cloud, tmp_path):
    said = start_and_fail(cloud, "--listen", f"127.0.0.1:{cloud.port}", "--data", str(tmp_path / "new"))
    assert f"127.0.0.1:{cloud.port} is in use by another program" in said
    assert "--listen" in said
    # It did not touch the directory.
    assert not (tmp_path / "new").exists()


def test_a_directory_that_another_uses(cloud):
    said = start_and_fail(cloud, "--listen", "127.0.0.1:0", "--data", str(cloud.data))
    assert f"the data directory {cloud.data} is in use by another Haneul" in said
    assert cloud.door("health")["status"] == "ready"


def test_a_directory_of_a_newer_version(start_cloud):
    cloud = start_cloud()
    cloud.stop()
    (cloud.data / "store" / "format").write_text("haneul-store 999\n")
    said = start_and_fail(cloud, "--listen", "127.0.0.1:0", "--data", str(cloud.data))
    assert "was written by a newer Haneul (format 999; this one knows" in said


def test_a_directory_that_is_broken(start_cloud):
    cloud = start_cloud()
    cloud.stop()
    (cloud.data / "store" / "format").write_text("something else\n")
    said = start_and_fail(cloud, "--listen", "127.0.0.1:0", "--data", str(cloud.data))
    assert "cannot be opened" in said


def test_a_directory_that_is_a_file(cloud, tmp_path):
    (tmp_path / "file").write_text("")
    said = start_and_fail(cloud, "--listen", "127.0.0.1:0", "--data", str(tmp_path / "file"))
    assert "the data directory" in said


@pytest.fixture
def for_everyone():
    """A directory every user may enter, which the system's temporary directories of a test are not."""
    path = Path(tempfile.mkdtemp(prefix="haneul-"))
    path.chmod(0o755)
    yield path
    shutil.rmtree(path)


def test_a_directory_without_permission(cloud, for_everyone):
    shut = for_everyone / "shut"
    if os.geteuid() == 0:
        # Root may write everywhere, so another user tries, with a binary that user can reach.
        shut.mkdir(mode=0o755)
        program = shutil.copy(binary.find(), for_everyone / "haneul")
        nobody = 65534
    else:
        shut.mkdir(mode=0o500)
        program, nobody = binary.find(), None
    said = start_and_fail(
        cloud, "--listen", "127.0.0.1:0", "--data", str(shut), user=nobody, program=program
    )
    assert f"the data directory {shut}" in said
    assert "ermission denied" in said or "may not be used" in said


def test_start_is_quick(start_cloud):
    cloud = start_cloud()
    cloud.stop()
    began = time.monotonic()
    cloud.start()
    # Tens of milliseconds when optimised; a debug build on a busy machine may take longer.
    assert time.monotonic() - began < 3


def test_it_stops_cleanly_and_everything_is_there_again(start_cloud):
    cloud = start_cloud()
    sqs = cloud.client("sqs")
    sqs.create_queue(QueueName="q")
    before = cloud.root.secret
    for how in (signal.SIGTERM, signal.SIGINT):
        assert cloud.stop(how) == 0
        cloud.start()
        assert cloud.root.secret == before
        cloud.client("sqs").get_queue_url(QueueName="q")


def test_what_is_under_way_is_finished(start_cloud):
    """A long poll and an upload are under way when the signal comes."""
    from support.sign import signed_headers

    cloud = start_cloud()
    s3 = cloud.client("s3")
    s3.create_bucket(Bucket="bucket")
    body = b"x" * 500_000
    headers = signed_headers(cloud.root, "s3", "PUT", f"{cloud.endpoint}/bucket/k", body)
    headers["Content-Length"] = str(len(body))
    head = "PUT /bucket/k HTTP/1.1\r\n" + "".join(f"{n}: {v}\r\n" for n, v in headers.items()) + "\r\n"
    with socket.create_connection(("127.0.0.1", cloud.port)) as upload:
        upload.sendall(head.encode() + body[:100_000])
        time.sleep(0.2)
        cloud.process.send_signal(signal.SIGTERM)
        time.sleep(0.3)
        # Newcomers are turned away while the old are served.
        with pytest.raises(OSError):
            socket.create_connection(("127.0.0.1", cloud.port), timeout=1).close()
        upload.sendall(body[100_000:])
        upload.settimeout(10)
        assert upload.recv(12) == b"HTTP/1.1 200"
    assert cloud.process.wait(timeout=15) == 0
    cloud.start()
    assert cloud.client("s3").get_object(Bucket="bucket", Key="k")["Body"].read() == body


def test_a_long_poll_ends_empty_when_it_stops(start_cloud):
    cloud = start_cloud()
    url = cloud.client("sqs").create_queue(QueueName="q")["QueueUrl"]
    client = cloud.client("sqs", read_timeout=60)
    received = []

    def wait():
        received.append(client.receive_message(QueueUrl=url, WaitTimeSeconds=20))

    thread = threading.Thread(target=wait)
    thread.start()
    time.sleep(0.3)
    began = time.monotonic()
    assert cloud.stop() == 0
    assert time.monotonic() - began < 5
    thread.join()
    assert "Messages" not in received[0]


def test_a_client_that_never_ends_does_not_keep_it(start_cloud):
    cloud = start_cloud()
    with socket.create_connection(("127.0.0.1", cloud.port)) as half:
        half.sendall(b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n")
        time.sleep(0.3)
        began = time.monotonic()
        assert cloud.stop() == 0
        assert time.monotonic() - began < 15


def test_in_memory_leaves_nothing(start_cloud):
    cloud = start_cloud("--ephemeral")
    cloud.client("s3").create_bucket(Bucket="bucket")
    assert not cloud.data.exists()
    assert cloud.door("status")["data"] is None
    cloud.restart()
    assert cloud.client("s3").list_buckets()["Buckets"] == []


def test_nothing_but_haneul_is_said_by_default(start_cloud):
    """No command means up; the environment counts as on the command line."""
    cloud = start_cloud()
    cloud.stop()
    environment = cloud.environment() | {"HANEUL_LISTEN": "127.0.0.1:0", "HANEUL_DATA": str(cloud.data)}
    process = subprocess.Popen([str(binary.find())], env=environment, stdout=subprocess.PIPE, text=True)
    lines = []
    for line in process.stdout:
        lines.append(line)
        if line.startswith("ready "):
            break
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=20) == 0
    process.stdout.close()
    assert any(cloud.account in line for line in lines)


def test_calls_are_remembered_over_a_clean_stop(start_cloud):
    cloud = start_cloud()
    answer = call(cloud, cloud.root, "s3", path="/no-such-bucket")
    cloud.restart()
    record = cloud.door("calls/" + answer.headers["x-amz-request-id"])
    assert record["service"] == "s3"

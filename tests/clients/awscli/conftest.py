"""Running `aws` as somebody who has exported what `haneul env` prints."""

import contextlib
import json
import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from support.cloud import eventually


class Said:
    def __init__(self, done):
        self.code = done.returncode
        self.out = done.stdout
        self.err = done.stderr

    @property
    def json(self):
        assert self.code == 0, self.err
        return json.loads(self.out)


def program():
    """The one installed beside this Python, or any other."""
    beside = Path(sys.executable).parent / "aws"
    return str(beside) if beside.exists() else shutil.which("aws")


def surroundings(cloud, home, keys):
    settings = cloud.environment() | {
        "AWS_ENDPOINT_URL": cloud.endpoint,
        "AWS_ACCESS_KEY_ID": keys.access_key,
        "AWS_SECRET_ACCESS_KEY": keys.secret,
        "AWS_REGION": "us-east-1",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_DISABLE_HOST_PREFIX_INJECTION": "true",
        "AWS_PAGER": "",
        "AWS_MAX_ATTEMPTS": "1",
        "HOME": str(home),
    }
    if keys.token:
        settings["AWS_SESSION_TOKEN"] = keys.token
    return settings


@pytest.fixture
def aws(cloud, tmp_path):
    """`aws("s3", "ls")`; `keys` and further variables can be given."""
    if program() is None:
        pytest.skip("aws is not installed")

    def run(*arguments, keys=None, input=None, seconds=120, **environment):
        settings = surroundings(cloud, tmp_path, keys or cloud.root) | environment
        settings = {name: value for name, value in settings.items() if value is not None}
        if arguments[0] == "sqs" and "AWS_ENDPOINT_URL" in settings:
            # Version 1 of the client sends SQS's calls to AWS whatever the variable says.
            arguments = (*arguments, "--endpoint-url", settings["AWS_ENDPOINT_URL"])
        done = subprocess.run(
            [program(), *arguments],
            env=settings, cwd=tmp_path, input=input, capture_output=True, text=True,
            timeout=seconds,
        )
        return Said(done)

    return run


class Going:
    """A command that goes on until it is stopped."""

    def __init__(self, process):
        self.process = process
        self.out = ""
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()

    def read(self):
        for line in self.process.stdout:
            self.out += line

    def until(self, text, meanwhile=lambda: None):
        def look():
            meanwhile()
            # It may have ended, and then says why.
            return text in self.out or self.process.poll() is not None

        eventually(look, 60)
        assert text in self.out, self.out

    def stop(self):
        self.process.send_signal(signal.SIGINT)
        self.process.wait(timeout=30)
        self.reader.join(timeout=30)
        self.process.stdout.close()


@pytest.fixture
def aws_left_going(cloud, tmp_path):
    """`with aws_left_going("logs", "tail", …) as going:`"""
    if program() is None:
        pytest.skip("aws is not installed")

    @contextlib.contextmanager
    def start(*arguments):
        process = subprocess.Popen(
            [program(), *arguments], env=surroundings(cloud, tmp_path, cloud.root), cwd=tmp_path,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )
        going = Going(process)
        try:
            yield going
        finally:
            going.stop()

    return start

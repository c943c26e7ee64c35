"""Running `aws` as somebody who has exported what `haneul env` prints."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest


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


@pytest.fixture
def aws(cloud, tmp_path):
    """`aws("s3", "ls")`; `keys` and further variables can be given."""
    if program() is None:
        pytest.skip("aws is not installed")

    def run(*arguments, keys=None, input=None, seconds=120, **environment):
        keys = keys or cloud.root
        settings = cloud.environment() | {
            "AWS_ENDPOINT_URL": cloud.endpoint,
            "AWS_ACCESS_KEY_ID": keys.access_key,
            "AWS_SECRET_ACCESS_KEY": keys.secret,
            "AWS_REGION": "us-east-1",
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_PAGER": "",
            "AWS_MAX_ATTEMPTS": "1",
            "HOME": str(tmp_path),
        }
        if keys.token:
            settings["AWS_SESSION_TOKEN"] = keys.token
        settings |= environment
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

"""Running the command itself."""

import subprocess

import pytest

from support import binary


class Said:
    def __init__(self, done):
        self.code = done.returncode
        self.out = done.stdout
        self.err = done.stderr


@pytest.fixture
def haneul():
    """`haneul(cloud, "status")` runs against that cloud."""

    def run(cloud, *arguments, **environment):
        return Said(
            subprocess.run(
                [str(binary.find()), *arguments],
                env=cloud.environment() | environment,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                timeout=60,
            )
        )

    return run


@pytest.fixture(scope="module")
def mine(tmp_path_factory):
    """A cloud for a file of tests that may change anything in it."""
    from support.cloud import Cloud

    cloud = Cloud(tmp_path_factory.mktemp("mine"))
    yield cloud
    cloud.stop()

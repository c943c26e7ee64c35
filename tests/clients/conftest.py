"""One cloud for each worker, fresh names for each test."""

import os
import uuid

import pytest

from support.cloud import Cloud

# Nothing of the machine's own settings reaches the clients.
for name in [name for name in os.environ if name.startswith("AWS_")]:
    del os.environ[name]
os.environ["AWS_EC2_METADATA_DISABLED"] = "true"
os.environ["AWS_CONFIG_FILE"] = os.environ["AWS_SHARED_CREDENTIALS_FILE"] = os.devnull
for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
    os.environ.pop(name, None)


@pytest.fixture(scope="session")
def cloud(tmp_path_factory):
    cloud = Cloud(tmp_path_factory.mktemp("cloud"))
    yield cloud
    cloud.stop()


@pytest.fixture
def start_cloud(tmp_path):
    """Starts clouds of the test's own, with options."""
    started = []

    def start(*options, **settings):
        home = tmp_path / f"cloud{len(started)}"
        started.append(Cloud(home, *options, **settings))
        return started[-1]

    yield start
    for cloud in started:
        cloud.stop()


@pytest.fixture
def own_cloud(start_cloud):
    return start_cloud()


@pytest.fixture
def name():
    """A name nobody has used; fit for buckets, queues and users."""
    return "t-" + uuid.uuid4().hex[:12]


@pytest.fixture
def s3(cloud):
    return cloud.client("s3")


@pytest.fixture
def sns(cloud):
    return cloud.client("sns")


@pytest.fixture
def sqs(cloud):
    return cloud.client("sqs")


@pytest.fixture
def iam(cloud):
    return cloud.client("iam")


@pytest.fixture
def bucket(s3, name):
    s3.create_bucket(Bucket=name)
    return name


@pytest.fixture
def queue(sqs, name):
    """The URL of a new standard queue."""
    return sqs.create_queue(QueueName=name)["QueueUrl"]

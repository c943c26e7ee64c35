"""TLS on the same port, by the cloud's own authority."""

import ssl

import pytest
import requests



@pytest.fixture(scope="module")
def certificate(cloud, tmp_path_factory):
    path = tmp_path_factory.mktemp("tls") / "ca.pem"
    path.write_text(cloud.door("ca"))
    return str(path)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_who_trusts_the_authority_is_served(cloud, certificate, host):
    got = requests.get(f"https://{host}:{cloud.port}/_haneul/health", verify=certificate)
    assert got.json()["status"] == "ready"


def test_who_does_not_trust_it_is_warned(cloud):
    with pytest.raises(requests.exceptions.SSLError):
        requests.get(f"https://localhost:{cloud.port}/_haneul/health")


@pytest.mark.parametrize(
    "name",
    ["sqs.eu-west-1.amazonaws.com", "my-bucket.s3.amazonaws.com", "b.s3.localhost.localstack.cloud"],
)
def test_every_name_has_a_certificate(cloud, certificate, name):
    import socket

    context = ssl.create_default_context(cafile=certificate)
    with socket.create_connection(("127.0.0.1", cloud.port)) as raw:
        with context.wrap_socket(raw, server_hostname=name) as secure:
            assert name in [n for _, n in secure.getpeercert()["subjectAltName"]]


def test_clients_with_tls(cloud, certificate):
    sqs = cloud.client("sqs", endpoint=f"https://localhost:{cloud.port}", verify=certificate)
    url = sqs.create_queue(QueueName="over-tls")["QueueUrl"]
    assert url == f"https://localhost:{cloud.port}/{cloud.account}/over-tls"


def test_a_handshake_that_is_none_harms_nobody(cloud):
    import socket

    with socket.create_connection(("127.0.0.1", cloud.port)) as raw:
        # A record of a handshake with a message of a kind that does not exist.
        raw.sendall(b"\x16\x03\x01\x00\x05h\x00\x00\x01x")
        raw.settimeout(10)
        raw.recv(100)
    assert cloud.door("health")["status"] == "ready"

"""Names that lead to this machine without a name server, and a cloud whose functions run."""

import socket

import pytest

from support.functions import Functions

OURS = ("localhost", "localhost.localstack.cloud", "amazonaws.com")


@pytest.fixture
def local_names(monkeypatch):
    """What `*.localhost` is on most systems, and what a hosts file does for the others."""
    real = socket.getaddrinfo

    def resolve(host, *rest, **more):
        if isinstance(host, str) and any(host == n or host.endswith("." + n) for n in OURS):
            host = "127.0.0.1"
        return real(host, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)


@pytest.fixture
def functions(start_cloud):
    # Machines of tests may not be able to isolate.
    return Functions(start_cloud("--plain-functions"))

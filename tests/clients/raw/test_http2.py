"""HTTP/2, with TLS and by prior knowledge."""

import httpx
import pytest

from support.sign import signed_headers


@pytest.mark.parametrize("secure", [False, True])
def test_calls_over_http2(cloud, name, secure):
    url = f"{'https' if secure else 'http'}://localhost:{cloud.port}"
    with httpx.Client(http1=secure, http2=True, verify=False) as client:
        def call(method, path, body=b""):
            headers = signed_headers(cloud.root, "s3", method, url + path, body)
            del headers["Host"]
            got = client.request(method, url + path, headers=headers, content=body)
            assert got.http_version == "HTTP/2"
            return got

        assert call("PUT", f"/{name}").status_code == 200
        assert call("PUT", f"/{name}/k", b"x" * 300_000).status_code == 200
        assert call("GET", f"/{name}/k").content == b"x" * 300_000
        missing = call("GET", f"/{name}/nothing")
        assert missing.status_code == 404
        assert "<Code>NoSuchKey</Code>" in missing.text


def test_unknown_keys_of_a_foreign_page_over_http2(cloud):
    from support.cloud import Keys

    url = f"http://localhost:{cloud.port}"
    with httpx.Client(http1=False, http2=True) as client:
        headers = signed_headers(Keys("test", "test"), "s3", "GET", url + "/")
        host = headers.pop("Host")
        assert client.get(url + "/", headers=headers).status_code == 200
        bad = headers | {"Origin": "https://evil.example"}
        assert client.get(url + "/", headers=bad).status_code == 403
        rebound = headers | {"Host": "evil.example"}
        assert client.get(url + "/", headers=rebound).status_code == 403
        assert host

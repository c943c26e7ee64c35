"""Requests made by hand: signed, and spoiled where a test wants it."""

import datetime
import http.client
from urllib.parse import urlsplit

from botocore.auth import S3SigV4Auth, SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials


def signed_headers(keys, service, method, url, body=b"", headers=None, region="us-east-1", at=None):
    """The headers of a signed request, `Host` among them. `at` is when it says it was made."""
    headers = {"Host": urlsplit(url).netloc} | (headers or {})
    # The signer looks at the URL for the host; one that is claimed in a header counts more.
    request = AWSRequest(method=method, url=url, data=body, headers=headers)
    kind = S3SigV4Auth if service == "s3" else SigV4Auth
    signer = kind(Credentials(keys.access_key, keys.secret, keys.token), service, region)
    with moment(at):
        signer.add_auth(request)
    return dict(request.headers.items())


class moment:
    """Lets the signer believe that it is another time."""

    def __init__(self, at):
        self.at = at

    def __enter__(self):
        import botocore.auth

        self.kept = botocore.auth.get_current_datetime
        if self.at is not None:
            told = self.at.astimezone(datetime.timezone.utc)

            def now(remove_tzinfo=True):
                return told.replace(tzinfo=None) if remove_tzinfo else told

            botocore.auth.get_current_datetime = now

    def __exit__(self, *_):
        import botocore.auth

        botocore.auth.get_current_datetime = self.kept


class Answer:
    def __init__(self, status, headers, body):
        self.status = status
        self.headers = headers
        self.body = body
        self.text = body.decode("utf-8", "replace")


def send(url, method="GET", headers=None, body=b""):
    """Sends exactly these headers, to the address in `url`."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=30)
    target = parts.path or "/"
    if parts.query:
        target += "?" + parts.query
    connection.putrequest(method, target, skip_host=True, skip_accept_encoding=True)
    headers = dict(headers or {})
    if not any(name.lower() == "host" for name in headers):
        headers["Host"] = parts.netloc
    if body and not any(name.lower() == "content-length" for name in headers):
        headers["Content-Length"] = str(len(body))
    for name, value in headers.items():
        connection.putheader(name, value)
    connection.endheaders(body or None)
    got = connection.getresponse()
    answer = Answer(got.status, {k.lower(): v for k, v in got.getheaders()}, got.read())
    connection.close()
    return answer


def call(cloud, keys, service, method="GET", path="/", body=b"", headers=None, **how):
    """Signs and sends."""
    url = cloud.endpoint + path
    signed = signed_headers(keys, service, method, url, body, headers, **how)
    return send(url, method, signed, body)


def query(cloud, keys, service, **parameters):
    """A call in the query protocol."""
    from urllib.parse import urlencode

    body = urlencode(parameters).encode()
    headers = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}
    return call(cloud, keys, service, "POST", "/", body, headers)

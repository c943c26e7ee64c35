"""A web page in a browser on this machine must not borrow the comfort of unknown keys."""

import pytest

from support.cloud import Cloud, Keys, Refused
from support.sign import call, send, signed_headers

ANYONE = Keys("test", "test")

FOREIGN = {
    "origin": {"Origin": "https://evil.example"},
    "null origin": {"Origin": "null"},
    "an origin under amazonaws.com": {"Origin": "https://evil.s3.amazonaws.com"},
    "cross-site": {"Sec-Fetch-Site": "cross-site"},
    "rebound host": {"Host": "evil.example:4566"},
    "a host that looks like ours": {"Host": "localhost.evil.example"},
    "a host that ends like ours": {"Host": "notlocalhost"},
}
foreign = pytest.mark.parametrize("headers", FOREIGN.values(), ids=FOREIGN.keys())

AT_HOME = {
    "none": {},
    "own origin": {"Origin": "http://localhost:3000"},
    "same-origin": {"Sec-Fetch-Site": "same-origin", "Origin": "http://127.0.0.1:8080"},
    "localhost": {"Host": "localhost:1"},
    "a name of AWS": {"Host": "sts.us-east-1.amazonaws.com"},
}
at_home = pytest.mark.parametrize("headers", AT_HOME.values(), ids=AT_HOME.keys())

IDENTITY = b"Action=GetCallerIdentity&Version=2011-06-15"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def identity(cloud, keys, headers):
    return call(cloud, keys, "sts", "POST", "/", IDENTITY, FORM | headers)


@foreign
def test_unknown_keys_in_a_header(cloud, headers):
    answer = identity(cloud, ANYONE, headers)
    assert answer.status == 403
    assert "<Code>InvalidClientTokenId</Code>" in answer.text
    assert "000000000000" not in answer.text


@foreign
@pytest.mark.parametrize("version", ["s3v4", None])
def test_unknown_keys_in_a_query(cloud, name, headers, version):
    s3 = cloud.client("s3", keys=ANYONE, signature_version=version)
    s3.create_bucket(Bucket=name)
    s3.put_object(Bucket=name, Key="k", Body=b"secret")
    url = s3.generate_presigned_url("get_object", {"Bucket": name, "Key": "k"})
    assert send(url).text == "secret"
    # In the path as well as in the host, with the page's own headers.
    answer = send(url, headers=headers)
    assert answer.status == 403, answer.text
    assert "<Code>InvalidAccessKeyId</Code>" in answer.text
    assert "secret" not in answer.text


@foreign
def test_unknown_keys_that_write(cloud, name, headers):
    answer = call(cloud, ANYONE, "s3", "PUT", f"/{name}", headers=headers)
    assert answer.status == 403
    with pytest.raises(Exception, match="404"):
        cloud.client("s3").head_bucket(Bucket=name)


@foreign
def test_the_admin_door(cloud, headers):
    for path in ("status", "account", "clock", "sent", "calls", "snapshots", "ca", "health", "coverage"):
        answer = send(f"{cloud.endpoint}/_haneul/{path}", headers=headers)
        assert answer.status == 403, path
        assert cloud.account not in answer.text
        assert "access-control-allow-origin" not in answer.headers
    for path in ("/health", "/_localstack/health"):
        assert send(cloud.endpoint + path, headers=headers).status == 403
    for path in ("reset", "clock", "snapshots"):
        answer = send(f"{cloud.endpoint}/_haneul/{path}", "POST", headers, b"{}")
        assert answer.status == 403


@foreign
def test_an_issued_key_is_good_from_anywhere(cloud, headers):
    # A page that has real keys may use them: they say who it is.
    answer = identity(cloud, cloud.root, headers)
    assert answer.status == 200, answer.text
    assert cloud.account in answer.text


@at_home
def test_what_is_at_home_may(cloud, headers):
    assert identity(cloud, ANYONE, headers).status == 200
    if "amazonaws" not in headers.get("Host", ""):
        assert send(f"{cloud.endpoint}/_haneul/status", headers=headers).status == 200


def test_a_simple_form_of_another_page_deletes_nothing(cloud, name):
    # A browser sends such a form without asking first; it carries an Origin.
    sqs = cloud.client("sqs", keys=ANYONE)
    url = sqs.create_queue(QueueName=name)["QueueUrl"]
    body = f"Action=DeleteQueue&QueueUrl={url}".encode()
    page = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
    unsigned = send(cloud.endpoint, "POST", FORM | page, body)
    assert unsigned.status == 403
    assert sqs.get_queue_url(QueueName=name)["QueueUrl"] == url


def test_several_origins_hide_nothing(cloud):
    headers = {"Origin": "http://localhost", "Host": "127.0.0.1"}
    signed = signed_headers(ANYONE, "sts", "POST", cloud.endpoint, IDENTITY, FORM | headers)
    import http.client

    connection = http.client.HTTPConnection("127.0.0.1", cloud.port)
    connection.putrequest("POST", "/", skip_host=True)
    for name, value in signed.items():
        connection.putheader(name, value)
    connection.putheader("Origin", "https://evil.example")
    connection.putheader("Content-Length", str(len(IDENTITY)))
    connection.endheaders(IDENTITY)
    assert connection.getresponse().status == 403


@pytest.fixture(scope="module")
def wide(tmp_path_factory):
    """A cloud that listens on every address."""
    home = tmp_path_factory.mktemp("wide")
    cloud = Cloud(home, "--admin-listen", "127.0.0.1:0", listen="0.0.0.0:0")
    yield cloud
    cloud.stop()


class TestListenerForEveryone:
    """Bound to more than loopback: only issued keys, and the admin door is elsewhere."""

    def test_unknown_keys(self, wide):
        answer = identity(wide, ANYONE, {})
        assert answer.status == 403
        assert "<Code>InvalidClientTokenId</Code>" in answer.text
        answer = call(wide, Keys("123456789012", "x"), "s3")
        assert answer.status == 403
        assert "<Code>InvalidAccessKeyId</Code>" in answer.text

    def test_issued_keys(self, wide):
        assert wide.client("sts").get_caller_identity()["Account"] == wide.account

    def test_the_admin_door_is_at_its_own_address(self, wide):
        assert wide.admin != wide.endpoint
        assert wide.door("status")["account"] == wide.account
        here = send(f"{wide.endpoint}/_haneul/status")
        assert here.status == 403
        assert wide.account not in here.text
        assert send(f"{wide.endpoint}/_haneul/reset", "POST", body=b"{}").status == 403

    @foreign
    def test_the_admin_door_is_shut_to_pages_there_too(self, wide, headers):
        with pytest.raises(Refused) as refused:
            wide.door("status", headers=headers)
        assert refused.value.status == 403

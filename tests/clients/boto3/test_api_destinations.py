"""Connections and API destinations: somebody outside of the cloud is told of events."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pytest

from support.cloud import eventually
from support.errors import refused


class Outside:
    """A server that gives tokens, takes what it is told, and knows one token at a time."""

    def __init__(self):
        self.asked = []
        self.tokens = 0
        outside = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                length = int(self.headers.get("Content-Length", 0))
                body = self.rfile.read(length).decode()
                status, answer = outside.answer(self, body)
                self.send_response(status)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            do_PUT = do_PATCH = do_DELETE = do_GET = do_POST

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def answer(self, request, body):
        if request.path == "/token":
            form = parse_qs(body)
            assert form["client_id"] == ["me"] and form["client_secret"] == ["mine"], body
            self.tokens += 1
            return 200, json.dumps({"access_token": f"t{self.tokens}", "expires_in": 3600}).encode()
        self.asked.append((request.command, request.path, dict(request.headers), body))
        known = request.headers.get("Authorization") == "Bearer t2"
        # Who asks for more than to be told is answered with what it said, twice.
        answer = json.dumps([json.loads(body)] * 2).encode() if "/twice/" in request.path else b""
        return (200 if known or "key" in request.path else 401), answer


@pytest.fixture
def outside():
    outside = Outside()
    yield outside
    outside.server.shutdown()


@pytest.fixture
def events(cloud):
    return cloud.client("events")


@pytest.fixture
def role(cloud, name):
    return role_of(cloud, name, "events", "events:InvokeApiDestination")


def role_of(cloud, name, service, *actions):
    iam = cloud.client("iam")
    trust = {
        "Version": "2012-10-17",
        "Statement": {
            "Effect": "Allow",
            "Principal": {"Service": f"{service}.amazonaws.com"},
            "Action": "sts:AssumeRole",
        },
    }
    may = {
        "Version": "2012-10-17",
        "Statement": {"Effect": "Allow", "Action": list(actions), "Resource": "*"},
    }
    made = iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(trust))
    iam.put_role_policy(RoleName=name, PolicyName="p", PolicyDocument=json.dumps(may))
    return made["Role"]["Arn"]


def connected(events, name, destination, role):
    events.put_rule(Name=name, EventPattern=json.dumps({"source": [name]}))
    http = {"PathParameterValues": ["$.detail.id"]}
    target = {"Id": "1", "Arn": destination["ApiDestinationArn"], "RoleArn": role, "HttpParameters": http}
    assert events.put_targets(Rule=name, Targets=[target])["FailedEntryCount"] == 0
    events.put_events(Entries=[{"Source": name, "DetailType": "thing", "Detail": '{"id": "a b"}'}])


def test_evb_1_an_api_destination_is_told_by_a_key(events, outside, role, name):
    key = {"ApiKeyName": "X-Key", "ApiKeyValue": "the-key"}
    connection = events.create_connection(
        Name=name, AuthorizationType="API_KEY", AuthParameters={"ApiKeyAuthParameters": key}
    )
    assert connection["ConnectionState"] == "AUTHORIZED"
    destination = events.create_api_destination(
        Name=name,
        ConnectionArn=connection["ConnectionArn"],
        InvocationEndpoint=f"{outside.url}/key/*",
        HttpMethod="PATCH",
    )
    assert destination["ApiDestinationState"] == "ACTIVE"
    connected(events, name, destination, role)
    method, path, headers, body = eventually(lambda: outside.asked)[0]
    assert (method, path) == ("PATCH", "/key/a%20b")
    assert headers["x-key"] == "the-key"
    assert headers["user-agent"] == "Amazon/EventBridge/ApiDestinations"
    assert json.loads(body)["detail"] == {"id": "a b"}


def by_token(events, outside, name):
    oauth = {
        "ClientParameters": {"ClientID": "me", "ClientSecret": "mine"},
        "AuthorizationEndpoint": f"{outside.url}/token",
        "HttpMethod": "POST",
    }
    return events.create_connection(
        Name=name, AuthorizationType="OAUTH_CLIENT_CREDENTIALS", AuthParameters={"OAuthParameters": oauth}
    )


def test_evb_1_a_token_is_fetched_and_renewed(events, outside, role, name):
    connection = by_token(events, outside, name)
    assert connection["ConnectionState"] == "AUTHORIZING"
    state = lambda: events.describe_connection(Name=name)["ConnectionState"] == "AUTHORIZED"
    assert eventually(state)
    assert "mine" not in str(events.describe_connection(Name=name)["AuthParameters"])
    destination = events.create_api_destination(
        Name=name,
        ConnectionArn=connection["ConnectionArn"],
        InvocationEndpoint=f"{outside.url}/things/*",
        HttpMethod="POST",
    )
    connected(events, name, destination, role)
    # The first token is not known any more: it is renewed for the next try.
    eventually(lambda: len(outside.asked) == 2)
    assert [headers["authorization"] for _, _, headers, _ in outside.asked] == ["Bearer t1", "Bearer t2"]


def test_connections_come_and_go(events, name):
    basic = {"BasicAuthParameters": {"Username": "u", "Password": "p"}}
    events.create_connection(Name=name, AuthorizationType="BASIC", AuthParameters=basic)
    with refused("ResourceAlreadyExistsException"):
        events.create_connection(Name=name, AuthorizationType="BASIC", AuthParameters=basic)
    assert events.deauthorize_connection(Name=name)["ConnectionState"] == "DEAUTHORIZING"
    state = lambda: events.describe_connection(Name=name)["ConnectionState"] == "DEAUTHORIZED"
    assert eventually(state)
    assert events.delete_connection(Name=name)["ConnectionState"] == "DELETING"
    gone = lambda: name not in [c["Name"] for c in events.list_connections(NamePrefix=name)["Connections"]]
    assert eventually(gone)


def test_evb_1_a_pipe_goes_by_way_of_what_a_destination_answers(cloud, events, outside, name, sqs):
    connection = by_token(events, outside, name)
    known = lambda: events.describe_connection(Name=name)["ConnectionState"]
    assert eventually(lambda: known() == "AUTHORIZED")
    destination = events.create_api_destination(
        Name=name,
        ConnectionArn=connection["ConnectionArn"],
        InvocationEndpoint=f"{outside.url}/twice/*",
        HttpMethod="POST",
    )
    queues = []
    for end in ("from", "to"):
        # What the first token is refused for comes again soon.
        settings = {"VisibilityTimeout": "1"}
        url = sqs.create_queue(QueueName=f"{name}-{end}", Attributes=settings)["QueueUrl"]
        got = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
        queues.append((url, got["Attributes"]["QueueArn"]))
    (source, source_arn), (target, target_arn) = queues
    cloud.client("pipes").create_pipe(
        Name=name,
        Source=source_arn,
        SourceParameters={"SqsQueueParameters": {"BatchSize": 1}},
        Enrichment=destination["ApiDestinationArn"],
        EnrichmentParameters={
            "HttpParameters": {"PathParameterValues": ["$.body.id"]},
            "InputTemplate": '{"said": <$.body.id>}',
        },
        Target=target_arn,
        RoleArn=role_of(cloud, name, "pipes", "sqs:*", "events:InvokeApiDestination"),
    )
    sqs.send_message(QueueUrl=source, MessageBody='{"id": "a b"}')

    def told():
        got = sqs.receive_message(QueueUrl=target, MaxNumberOfMessages=10)
        found.extend(message["Body"] for message in got.get("Messages", []))
        return len(found) >= 2

    found = []
    assert eventually(told, 30)
    assert [json.loads(each) for each in found[:2]] == [{"said": "a b"}] * 2
    assert {path for _, path, _, _ in outside.asked} == {"/twice/a%20b"}

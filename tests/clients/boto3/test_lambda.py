"""Functions as boto3 makes, calls and streams them; and what a crash leaves of calls under way."""

import base64
import http.client
import json
import signal
import time
import urllib.parse

import pytest

from support.functions import package, until


def test_s35_the_blueprint_in_python(functions):
    code = """
import json
def handler(event, context):
    print("value1 = " + event['key1'])
    return event['key1']
"""
    functions.make("hello", "python3.12", package("a.py", code))
    answer, body = functions.call("hello", {"key1": "value1"}, LogType="Tail")
    assert (answer["StatusCode"], json.loads(body)) == (200, "value1")
    assert answer["ExecutedVersion"] == "$LATEST"
    log = base64.b64decode(answer["LogResult"]).decode()
    assert "START RequestId: " + answer["ResponseMetadata"]["RequestId"] in log
    assert "value1 = value1" in log and "Billed Duration" in log
    answer, body = functions.call("hello", {})
    assert answer["FunctionError"] == "Unhandled"
    assert json.loads(body)["errorType"] == "KeyError"
    logs = functions.cloud.client("logs")

    def report():
        try:
            seen = logs.filter_log_events(logGroupName="/aws/lambda/hello")["events"]
        except logs.exceptions.ResourceNotFoundException:
            return None
        return [e for e in seen if e["message"].startswith("REPORT ")]

    assert "Billed Duration" in until(report)[0]["message"]


def test_lam_13_a_function_in_python_calls_the_cloud_as_its_role(functions):
    code = """
import boto3
def handler(event, context):
    boto3.client("s3").put_object(Bucket=event["bucket"], Key="made", Body=b"by a function")
    return boto3.client("sts").get_caller_identity()["Arn"]
"""
    s3 = functions.cloud.client("s3")
    s3.create_bucket(Bucket="made-by-functions")
    functions.make_with_sdk("writer", code)
    answer, body = functions.call("writer", {"bucket": "made-by-functions"}, LogType="Tail")
    assert "FunctionError" not in answer, body
    assert ":assumed-role/f/writer" in json.loads(body)
    assert s3.get_object(Bucket="made-by-functions", Key="made")["Body"].read() == b"by a function"


def test_a_function_in_javascript(functions):
    code = "exports.handler = async (event) => ({ got: event, node: typeof process.version });\n"
    functions.make("js", "nodejs20.x", package("a.js", code), MemorySize=512)
    answer, body = functions.call("js", {"a": [1]})
    if b"needs Node" in body:
        pytest.skip("this machine has no Node.js")
    assert json.loads(body) == {"got": {"a": [1]}, "node": "string"}


def test_a_function_in_ruby(functions):
    code = """
def handler(event:, context:)
  puts "called as #{context.function_name}"
  raise ArgumentError, "no" unless event["a"]
  { got: event, arn: context.invoked_function_arn }
end
"""
    functions.make("rb", "ruby3.3", package("a.rb", code), MemorySize=512)
    answer, body = functions.call("rb", {"a": [1]}, LogType="Tail")
    if b"needs Ruby" in body:
        pytest.skip("this machine has no Ruby")
    told = json.loads(body)
    assert told["got"] == {"a": [1]} and told["arn"].endswith(":function:rb")
    assert "called as rb" in base64.b64decode(answer["LogResult"]).decode()
    answer, body = functions.call("rb", {})
    assert answer["FunctionError"] == "Unhandled"
    error = json.loads(body)
    assert (error["errorType"], error["errorMessage"]) == ("Function<ArgumentError>", "no")
    assert error["stackTrace"][0].startswith("/var/task/a.rb:4:in ")


def test_versions_and_aliases_run_what_they_were(functions):
    one = package("a.py", "def handler(e, c): return [1, c.invoked_function_arn]\n")
    two = package("a.py", "def handler(e, c): return [2, c.invoked_function_arn]\n")
    made = functions.make("v", "python3.12", one, Publish=True)
    assert made["Version"] == "1"
    functions.update("v", two)
    functions.client.create_alias(FunctionName="v", Name="live", FunctionVersion="1")
    answer, body = functions.call("v", {}, Qualifier="live")
    assert json.loads(body)[0] == 1 and json.loads(body)[1].endswith(":function:v:live")
    assert answer["ExecutedVersion"] == "1"
    assert json.loads(functions.call("v", {})[1])[0] == 2


def test_answers_come_as_events(functions):
    functions.make("s", "python3.12", package("a.py", "def handler(e, c): return {'a': e}\n"))
    answer = functions.client.invoke_with_response_stream(FunctionName="s", Payload=b"7")
    events = list(answer["EventStream"])
    pieces = b"".join(e["PayloadChunk"]["Payload"] for e in events if "PayloadChunk" in e)
    assert json.loads(pieces) == {"a": 7}
    assert "InvokeComplete" in events[-1]


def test_a_url_brings_requests_to_a_function(functions):
    code = """
import json
def handler(event, context):
    seen = {name: event.get(name) for name in ('version', 'rawPath', 'body', 'cookies')}
    seen['method'] = event['requestContext']['http']['method']
    seen['query'] = event.get('queryStringParameters')
    return {'statusCode': 201, 'headers': {'X-Own': 'yes'}, 'cookies': ['a=1', 'b=2'],
            'body': json.dumps(seen)}
"""
    functions.make("web", "python3.12", package("a.py", code))
    made = functions.client.create_function_url_config(
        FunctionName="web", AuthType="NONE", Cors={"AllowOrigins": ["https://example.com"]}
    )
    host = urllib.parse.urlsplit(made["FunctionUrl"]).netloc
    assert ".lambda-url.us-east-1.localhost" in host

    def ask(**more):
        headers = {"Host": host, "Cookie": "c=3", "Content-Type": "application/json", **more}
        connection = http.client.HTTPConnection("127.0.0.1", functions.cloud.port)
        connection.request("POST", "/a/b?x=1&x=2", body='{"n": 1}', headers=headers)
        answer = connection.getresponse()
        return answer, answer.read()

    answer, body = ask()
    assert answer.status == 403, "nobody was let in"
    for action, more in [
        ("lambda:InvokeFunctionUrl", {"FunctionUrlAuthType": "NONE"}),
        ("lambda:InvokeFunction", {"InvokedViaFunctionUrl": True}),
    ]:
        functions.client.add_permission(
            FunctionName="web",
            StatementId=action.split(":")[1],
            Action=action,
            Principal="*",
            **more,
        )
    answer, body = ask(Origin="https://example.com")
    assert (answer.status, answer.getheader("x-own")) == (201, "yes"), body
    assert answer.headers.get_all("set-cookie") == ["a=1", "b=2"]
    assert answer.getheader("access-control-allow-origin") == "https://example.com"
    assert json.loads(body) == {
        "version": "2.0",
        "rawPath": "/a/b",
        "body": '{"n": 1}',
        "cookies": ["c=3"],
        "method": "POST",
        "query": {"x": "1,2"},
    }


def test_a_call_that_nobody_waits_for_survives_a_crash(functions):
    sqs = functions.cloud.client("sqs")
    queue = sqs.create_queue(QueueName="told")["QueueUrl"]
    arn = f"arn:aws:sqs:us-east-1:{functions.cloud.account}:told"
    # Slow enough to be killed in the middle.
    code = "import time\ndef handler(e, c):\n    time.sleep(3)\n    return e\n"
    functions.make("later", "python3.12", package("a.py", code))
    functions.client.put_function_event_invoke_config(
        FunctionName="later", DestinationConfig={"OnSuccess": {"Destination": arn}}
    )
    for n in range(3):
        answer, _ = functions.call("later", {"n": n}, InvocationType="Event")
        assert answer["StatusCode"] == 202
    time.sleep(1)
    functions.cloud.restart(signal.SIGKILL)
    sqs = functions.cloud.client("sqs")
    queue = sqs.get_queue_url(QueueName="told")["QueueUrl"]
    told = set()

    def all_of_them():
        got = sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10, WaitTimeSeconds=2)
        for message in got.get("Messages", []):
            told.add(json.loads(message["Body"])["requestPayload"]["n"])
        return told == {0, 1, 2}

    # Calls that ran in the process that was killed are looked for each minute.
    functions.cloud.advance(90)
    until(all_of_them)

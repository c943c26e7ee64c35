"""Functions together with what calls them and what they use: buckets, tables, secrets, the clock."""

import concurrent.futures
import datetime
import http.client
import json
import threading
import urllib.parse

from support.errors import refused
from support.functions import package, until

DAY = 86_400


SMALLER = """
import boto3, json, urllib.parse
s3 = boto3.client("s3")
def handler(event, context):
    for record in event["Records"]:
        key = urllib.parse.unquote_plus(record["s3"]["object"]["key"])
        if record["eventName"].startswith("ObjectRemoved"):
            s3.put_object(Bucket="results", Key="gone/" + key, Body=b"")
            continue
        picture = s3.get_object(Bucket=record["s3"]["bucket"]["name"], Key=key)["Body"].read()
        s3.put_object(Bucket="results", Key=key, Body=half(picture))

def half(picture):
    kind, size, depth, rows = picture.split(b"\\n", 3)
    width, height = map(int, size.split())
    rows = [rows[at * width:][:width:2] for at in range(0, height, 2)]
    return b"\\n".join([kind, b"%d %d" % (width // 2, height // 2), depth, b"".join(rows)])
"""


def test_s36_lam_2_and_lam_9_an_upload_makes_a_smaller_picture(functions):
    s3 = functions.cloud.client("s3")
    for bucket in ("photos", "results"):
        s3.create_bucket(Bucket=bucket)
    arn = functions.make_with_sdk("smaller", SMALLER)["FunctionArn"]
    rules = [{"Name": "suffix", "Value": ".pgm"}]
    told = {
        "LambdaFunctionArn": arn,
        "Events": ["s3:ObjectCreated:*", "s3:ObjectRemoved:*"],
        "Filter": {"Key": {"FilterRules": rules}},
    }
    wanted = {"LambdaFunctionConfigurations": [told]}
    with refused("InvalidArgument", "Unable to validate the following destination configurations"):
        s3.put_bucket_notification_configuration(Bucket="photos", NotificationConfiguration=wanted)
    functions.let_in("smaller", "s3.amazonaws.com", SourceArn="arn:aws:s3:::photos")
    s3.put_bucket_notification_configuration(Bucket="photos", NotificationConfiguration=wanted)
    s3.put_object(Bucket="photos", Key="a.txt", Body=b"no picture")
    s3.put_object(Bucket="photos", Key="a b.pgm", Body=b"P5\n4 2\n255\n10203040")

    def results():
        return [found["Key"] for found in s3.list_objects_v2(Bucket="results").get("Contents", [])]

    assert until(results) == ["a b.pgm"]
    assert s3.get_object(Bucket="results", Key="a b.pgm")["Body"].read() == b"P5\n2 1\n255\n12"
    s3.delete_object(Bucket="photos", Key="a b.pgm")
    until(lambda: "gone/a b.pgm" in results())
    assert results() == ["a b.pgm", "gone/a b.pgm"]


def test_s37_a_quarter_of_an_hour_and_no_more_at_once_than_were_reserved(functions):
    client, cloud = functions.client, functions.cloud
    code = "import time\ndef handler(e, c):\n    time.sleep(e.get('seconds', 0))\n"
    functions.make("slow", "python3.12", package("a.py", code), Timeout=900)
    with refused("ValidationException", status=400):
        client.update_function_configuration(FunctionName="slow", Timeout=901)
    client.put_function_concurrency(FunctionName="slow", ReservedConcurrentExecutions=1)
    # A sandbox that is there already: what is timed is the run alone.
    functions.call("slow", {})
    ended = []
    waits = cloud.client("lambda", read_timeout=120)

    def wait():
        try:
            answer = waits.invoke(FunctionName="slow", Payload=json.dumps({"seconds": 3600}))
            ended.append((answer["FunctionError"], answer["Payload"].read().decode()))
        except waits.exceptions.TooManyRequestsException:
            # It came while the other call had the place.
            wait()

    thread = threading.Thread(target=wait)
    thread.start()

    def throttled():
        try:
            functions.call("slow", {})
        except client.exceptions.TooManyRequestsException as error:
            return error.response

    answer = until(throttled)
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == 429
    assert answer["Reason"] == "ReservedFunctionConcurrentInvocationLimitExceeded"
    # The run may not have begun yet when it has its place.
    until(lambda: cloud.advance(901) and (thread.join(0.1), ended)[1])
    error, payload = ended[0]
    assert error == "Unhandled" and "Task timed out after 900.00 seconds" in payload
    cloud.advance(120)
    now = datetime.datetime.fromisoformat(cloud.door("clock")["now"].replace("Z", "+00:00"))
    found = cloud.client("cloudwatch").get_metric_statistics(
        Namespace="AWS/Lambda",
        MetricName="Throttles",
        Dimensions=[{"Name": "FunctionName", "Value": "slow"}],
        StartTime=now - datetime.timedelta(days=1),
        EndTime=now + datetime.timedelta(minutes=1),
        Period=DAY,
        Statistics=["Sum"],
    )
    assert sum(point["Sum"] for point in found["Datapoints"]) >= 1


COUNTS = """
import boto3
table = boto3.resource("dynamodb").Table("counts")
def handler(event, context):
    name = event["rawPath"]
    said = table.update_item(Key={"id": name}, UpdateExpression="ADD n :one",
                             ExpressionAttributeValues={":one": 1}, ReturnValues="UPDATED_NEW")
    return {"statusCode": 200, "body": "WORD" + str(said["Attributes"]["n"])}
"""


def test_s38_lam_11_svl_2_and_svl_5_a_prototype_without_servers(functions):
    dynamodb = functions.cloud.client("dynamodb")
    dynamodb.create_table(
        TableName="counts",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    dynamodb.get_waiter("table_exists").wait(TableName="counts", WaiterConfig={"Delay": 1})
    functions.make_with_sdk("web", COUNTS.replace("WORD", "old "))
    url = functions.client.create_function_url_config(FunctionName="web", AuthType="NONE")["FunctionUrl"]
    functions.client.add_permission(
        FunctionName="web", StatementId="url", Action="lambda:InvokeFunctionUrl", Principal="*",
        FunctionUrlAuthType="NONE",
    )
    functions.client.add_permission(
        FunctionName="web", StatementId="function", Action="lambda:InvokeFunction", Principal="*",
        InvokedViaFunctionUrl=True,
    )

    def ask(_=None):
        connection = http.client.HTTPConnection("127.0.0.1", functions.cloud.port, timeout=120)
        connection.request("GET", "/a", headers={"Host": urllib.parse.urlsplit(url).netloc})
        answer = connection.getresponse()
        return answer.status, answer.read().decode()

    # From nothing to all at once.
    with concurrent.futures.ThreadPoolExecutor(6) as threads:
        answers = list(threads.map(ask, range(12)))
    assert sorted(answers) == sorted((200, f"old {n}") for n in range(1, 13)), answers
    functions.update("web", package("a.py", COUNTS.replace("WORD", "new ")))
    assert ask() == (200, "new 13")


ROTATES = """
import boto3
def handler(event, context):
    secrets = boto3.client("secretsmanager")
    arn, token, step = event["SecretId"], event["ClientRequestToken"], event["Step"]
    print(step)
    if step == "createSecret":
        secrets.put_secret_value(SecretId=arn, ClientRequestToken=token, SecretString="made-" + token,
                                 VersionStages=["AWSPENDING"])
    if step == "testSecret":
        secrets.get_secret_value(SecretId=arn, VersionId=token, VersionStage="AWSPENDING")
    if step == "finishSecret":
        versions = secrets.describe_secret(SecretId=arn)["VersionIdsToStages"]
        current = next(id for id, stages in versions.items() if "AWSCURRENT" in stages)
        secrets.update_secret_version_stage(SecretId=arn, VersionStage="AWSCURRENT",
                                            MoveToVersionId=token, RemoveFromVersionId=current)
"""


def test_s99_lam_16_a_secret_is_rotated_by_a_function(functions):
    cloud = functions.cloud
    secrets = cloud.client("secretsmanager")
    secrets.create_secret(Name="db", SecretString="first")
    arn = functions.make_with_sdk("rotates", ROTATES)["FunctionArn"]
    rotation = {"SecretId": "db", "RotationLambdaARN": arn, "RotationRules": {"AutomaticallyAfterDays": 30}}
    with refused("AccessDeniedException", status=400):
        secrets.rotate_secret(**rotation)
    functions.let_in("rotates", "secretsmanager.amazonaws.com", SourceAccount=cloud.account)
    version = secrets.rotate_secret(**rotation)["VersionId"]

    def current():
        return secrets.get_secret_value(SecretId="db")["SecretString"]

    until(lambda: current() == f"made-{version}")
    steps = ["createSecret", "setSecret", "testSecret", "finishSecret"]

    logs = cloud.client("logs")

    def printed():
        try:
            log = logs.filter_log_events(logGroupName="/aws/lambda/rotates")["events"]
        except logs.exceptions.ResourceNotFoundException:
            return None
        said = [event["message"].strip() for event in log]
        said = [line for line in said if line in steps]
        return said if len(said) >= len(steps) else None

    assert until(printed) == steps
    before = secrets.get_secret_value(SecretId="db", VersionStage="AWSPREVIOUS")
    assert before["SecretString"] == "first"
    shown = secrets.describe_secret(SecretId="db")
    assert shown["RotationEnabled"] and shown["RotationRules"] == {"AutomaticallyAfterDays": 30}
    cloud.advance(31 * DAY)
    until(lambda: current() != f"made-{version}")
    again = secrets.get_secret_value(SecretId="db", VersionStage="AWSPREVIOUS")
    assert again["SecretString"] == f"made-{version}"
    reader = cloud.client("secretsmanager", keys=cloud.user("reader"))
    with refused("AccessDeniedException", status=400):
        reader.get_secret_value(SecretId="db")

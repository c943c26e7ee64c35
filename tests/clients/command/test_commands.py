"""What is said to a running cloud from another terminal."""

import json
import subprocess
import time

import pytest

from support.cloud import Refused, allow, eventually
from support.errors import refused
from support.sign import call


def test_env_for_sh_is_all_a_client_needs(mine, haneul):
    said = haneul(mine, "env", "--shell", "sh")
    assert said.code == 0, said.err
    assert f"export AWS_ENDPOINT_URL={mine.endpoint}\n" in said.out
    shown = subprocess.run(
        ["sh", "-c", 'eval "$1"; echo "$AWS_ACCESS_KEY_ID $AWS_SECRET_ACCESS_KEY $AWS_REGION"', "-", said.out],
        capture_output=True, text=True,
    )
    assert shown.stdout.split() == [mine.root.access_key, mine.root.secret, "us-east-1"]


def test_env_for_other_shells(mine, haneul):
    fish = haneul(mine, "env", "--shell", "fish").out
    assert f"set -gx AWS_ENDPOINT_URL {mine.endpoint}\n" in fish
    powershell = haneul(mine, "env", "--shell", "powershell").out
    assert f'$Env:AWS_ENDPOINT_URL = "{mine.endpoint}"\n' in powershell
    assert haneul(mine, "env", SHELL="/usr/bin/fish").out == fish
    assert haneul(mine, "env", SHELL="/bin/zsh").out.startswith("export ")


def test_env_of_a_strict_cloud_comes_from_its_directory(start_cloud, haneul):
    cloud = start_cloud("--strict")
    said = haneul(cloud, "env", "--shell", "sh")
    assert f"export AWS_SECRET_ACCESS_KEY={cloud.root.secret}\n" in said.out
    assert "secretAccessKey" not in json.dumps(cloud.door("account"))
    mode = (cloud.data / "credentials").stat().st_mode & 0o777
    assert mode == 0o600


def test_status(mine, haneul):
    said = haneul(mine, "status")
    assert said.code == 0
    for text in (mine.endpoint, mine.account, str(mine.data), "running"):
        assert text in said.out


def test_an_endpoint_can_be_said(mine, haneul):
    assert haneul(mine, "--endpoint", mine.endpoint, "status", HOME="/nonexistent").code == 0
    said = haneul(mine, "--endpoint", "http://127.0.0.1:1", "status")
    assert said.code == 1
    assert "no cloud answers at http://127.0.0.1:1" in said.err
    assert "haneul up" in said.err


def test_clock(start_cloud, haneul):
    cloud = start_cloud()
    assert haneul(cloud, "clock", "freeze").out.rstrip().endswith("frozen")
    before = cloud.door("clock")["now"]
    haneul(cloud, "clock", "advance", "1d12h")
    import datetime

    after = datetime.datetime.fromisoformat(cloud.door("clock")["now"].replace("Z", "+00:00"))
    before = datetime.datetime.fromisoformat(before.replace("Z", "+00:00"))
    assert (after - before).total_seconds() == 129_600
    assert haneul(cloud, "clock", "run").out.rstrip().endswith("running")
    assert haneul(cloud, "clock", "show").code == 0
    said = haneul(cloud, "clock", "advance", "tomorrow")
    assert (said.code, "is not a duration" in said.err) == (1, True)


def test_reset(mine, haneul):
    sqs = mine.client("sqs")
    sqs.create_queue(QueueName="gone")
    said = haneul(mine, "reset")
    assert said.code == 1
    assert "--yes" in said.err
    sqs.get_queue_url(QueueName="gone")
    assert haneul(mine, "reset", "--yes").code == 0
    with refused("AWS.SimpleQueueService.NonExistentQueue"):
        sqs.get_queue_url(QueueName="gone")


def test_snapshots(mine, haneul, tmp_path):
    s3, sqs = mine.client("s3"), mine.client("sqs")
    haneul(mine, "reset", "--yes")
    s3.create_bucket(Bucket="kept")
    s3.put_object(Bucket="kept", Key="k", Body=b"x" * 200_000)
    sqs.create_queue(QueueName="kept")
    user = mine.user("kept")
    elsewhere = str(tmp_path / "elsewhere.haneul")
    assert haneul(mine, "snapshot", "save", "first").code == 0
    assert haneul(mine, "snapshot", "save", elsewhere).code == 0
    assert "first" in haneul(mine, "snapshot", "list").out
    for source in ("first", elsewhere):
        assert haneul(mine, "reset", "--yes").code == 0
        assert s3.list_buckets()["Buckets"] == []
        said = haneul(mine, "snapshot", "load", source)
        assert said.code == 0, said.err
        assert s3.get_object(Bucket="kept", Key="k")["Body"].read() == b"x" * 200_000
        assert sqs.get_queue_url(QueueName="kept")["QueueUrl"]
        assert mine.client("sts", keys=user).get_caller_identity()["Arn"].endswith(":user/kept")
    said = haneul(mine, "snapshot", "load", "never-saved")
    assert said.code == 1
    # A load that failed took nothing away.
    assert s3.get_object(Bucket="kept", Key="k")["ContentLength"] == 200_000


def test_a_snapshot_goes_to_another_cloud(mine, start_cloud, haneul, tmp_path):
    s3 = mine.client("s3")
    s3.create_bucket(Bucket="wanders")
    s3.put_object(Bucket="wanders", Key="k", Body=b"1" * 100_000)
    path = str(tmp_path / "all.haneul")
    assert haneul(mine, "snapshot", "save", path).code == 0
    other = start_cloud()
    assert haneul(other, "snapshot", "load", path).code == 0
    # The keys came along with everything else.
    there = other.client("s3", keys=mine.root)
    assert there.get_object(Bucket="wanders", Key="k")["Body"].read() == b"1" * 100_000
    other.restart()
    there = other.client("s3", keys=mine.root)
    assert there.get_object(Bucket="wanders", Key="k")["Body"].read() == b"1" * 100_000


def test_a_snapshot_that_is_cut_off_is_refused_and_harms_nothing(mine, haneul, tmp_path):
    s3 = mine.client("s3")
    s3.create_bucket(Bucket="stays")
    path = tmp_path / "cut.haneul"
    assert haneul(mine, "snapshot", "save", str(path)).code == 0
    path.write_bytes(path.read_bytes()[:-20])
    said = haneul(mine, "snapshot", "load", str(path))
    assert said.code == 1
    s3.head_bucket(Bucket="stays")
    path.write_text("something else entirely")
    assert haneul(mine, "snapshot", "load", str(path)).code == 1
    s3.head_bucket(Bucket="stays")


def test_coverage(mine, haneul):
    said = haneul(mine, "coverage", "--json")
    services = json.loads(said.out)["services"]
    assert services == mine.door("coverage")["services"]
    assert services["sqs"]["implemented"] > 15
    assert services["ec2"]["implemented"] >= 0
    assert "SendMessage" in haneul(mine, "coverage").out
    assert "| sqs | " in haneul(mine, "coverage", "--markdown").out


@pytest.mark.parametrize("service, path", [("s3", "/no-such-bucket"), ("s3", "/")])
def test_why_of_an_answer(mine, haneul, service, path):
    answer = call(mine, mine.root, service, path=path)
    said = haneul(mine, "why", answer.headers["x-amz-request-id"])
    assert said.code == 0, said.err
    assert f"arn:aws:iam::{mine.account}:root" in said.out


def test_why_of_a_refusal(mine, haneul, name):
    user = mine.client("sqs", keys=mine.user(name))
    with refused("AccessDenied") as caught:
        user.create_queue(QueueName="never")
    said = haneul(mine, "why", caught.value.response["ResponseMetadata"]["RequestId"])
    assert said.code == 0, said.err
    assert said.out.startswith("refused: ")
    assert f":user/{name}" in said.out
    assert "sqs:CreateQueue" in said.out


def test_why_of_something_unknown(mine, haneul):
    said = haneul(mine, "why", "00000000-0000-0000-0000-000000000000")
    assert said.code == 1
    assert "There is no record of a call" in said.err


def test_why_tells_statements_keys_and_the_step(mine, haneul, name):
    only_from = {"IpAddress": {"aws:SourceIp": "127.0.0.0/8"}}
    keys = mine.user(name, allow("sqs:CreateQueue", Condition=only_from))
    answer = mine.client("sqs", keys=keys).create_queue(QueueName=name)
    said = haneul(mine, "why", answer["ResponseMetadata"]["RequestId"])
    assert said.out.startswith("allowed: ")
    assert "allowed by an identity-based policy" in said.out
    assert f"Allow by statement 1 of inline:user/{name}/p" in said.out
    assert "aws:sourceip = 127.0.0.1" in said.out
    assert f"aws:username = {name}" in said.out


def test_the_least_policy_that_calls_needed(mine, haneul, name):
    keys = mine.user(name, allow("*"))
    sqs = mine.client("sqs", keys=keys)
    url = sqs.create_queue(QueueName=name)["QueueUrl"]
    sqs.send_message(QueueUrl=url, MessageBody="m")
    arn = f"arn:aws:iam::{mine.account}:user/{name}"
    said = haneul(mine, "policy", "generate", "--principal", arn)
    assert said.code == 0, said.err
    queue = f"arn:aws:sqs:us-east-1:{mine.account}:{name}"
    (statement,) = json.loads(said.out)["Statement"]
    assert statement == {
        "Effect": "Allow",
        "Action": ["sqs:CreateQueue", "sqs:SendMessage"],
        "Resource": [queue],
    }
    said = haneul(mine, "policy", "generate", "--principal", arn + "-not")
    assert said.code == 1
    assert "There is no record of" in said.err


def test_ca(mine, haneul):
    assert haneul(mine, "ca").out.startswith("-----BEGIN CERTIFICATE-----")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell", "elvish"])
def test_completions(mine, haneul, shell):
    said = haneul(mine, "completions", shell)
    assert said.code == 0
    assert "snapshot" in said.out


def test_mistakes_of_the_hand(mine, haneul):
    assert haneul(mine, "frobnicate").code == 2
    assert haneul(mine, "up", "--listen", "nowhere").code == 2
    assert "haneul " in haneul(mine, "--version").out


def test_disorder_is_switched_on_and_off_again(start_cloud, haneul):
    cloud = start_cloud("--disorder", "0.25")
    assert cloud.door("disorder") == {"rate": 0.25, "seed": 1}
    assert "disorder     0.25" in haneul(cloud, "status").out
    assert cloud.door("disorder", {"rate": 0.0, "seed": 9}) == {"rate": 0.0, "seed": 9}
    assert "of messages come twice" not in haneul(cloud, "status").out
    with pytest.raises(Refused):
        cloud.door("disorder", {"rate": 2})


def test_ctl_7_sent_shows_mail_and_answers_text_messages(mine, haneul):
    sns = mine.client("sns")
    topic = sns.create_topic(Name="news")["TopicArn"]
    sns.subscribe(TopicArn=topic, Protocol="email", Endpoint="luna@example.com")
    said = haneul(mine, "sent", "--kind", "email", "--to", "luna@example.com")
    assert said.code == 0, said.err
    assert "Subscription Confirmation" in said.out and "Action=ConfirmSubscription" in said.out
    shown = json.loads(haneul(mine, "sent", "--json").out)
    assert [message["kind"] for message in shown["messages"]] == ["email"]
    number = "+15551234567"
    sns.publish(PhoneNumber=number, Message="hello")
    assert "| hello" in haneul(mine, "sent", "--to", number).out
    assert haneul(mine, "sent", "--to", number, "--reply", "STOP").code == 0
    told = lambda: sns.check_if_phone_number_is_opted_out(phoneNumber=number)["isOptedOut"]
    assert eventually(told)
    assert haneul(mine, "sent", "--to", "+1", "--reply", "STOP").code != 0
    assert "left the cloud" in haneul(mine, "sent", "--help").out


def test_logs_prints_the_lines_of_a_group_or_a_function(mine, haneul):
    logs = mine.client("logs")
    for group in ["app", "/aws/lambda/hello"]:
        logs.create_log_group(logGroupName=group)
        logs.create_log_stream(logGroupName=group, logStreamName="s")
        at = int(time.time() * 1000)
        events = [{"timestamp": at, "message": f"{group} {word}"} for word in ["one", "two"]]
        logs.put_log_events(logGroupName=group, logStreamName="s", logEvents=events)
    said = haneul(mine, "logs", "app")
    assert said.code == 0, said.err
    assert [line.split(" ", 1)[1] for line in said.out.splitlines()] == ["s app one", "s app two"]
    assert "two" not in haneul(mine, "logs", "hello", "--filter", "one").out
    none = haneul(mine, "logs", "none")
    assert none.code != 0 and "called none" in none.err

"""Topics, subscriptions and what arrives, as boto3 sees it."""

import base64
import http.server
import json
import re
import threading
import urllib.request

import pytest
import rsa

from support.cloud import eventually
from support.errors import refused


@pytest.fixture
def topic(sns, name):
    return sns.create_topic(Name=name)["TopicArn"]


@pytest.fixture
def arn(sqs, queue):
    """The ARN of a queue that lets SNS in."""
    got = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])
    arn = got["Attributes"]["QueueArn"]
    policy = {
        "Version": "2012-10-17",
        "Statement": {
            "Effect": "Allow",
            "Principal": {"Service": "sns.amazonaws.com"},
            "Action": "sqs:SendMessage",
            "Resource": arn,
        },
    }
    sqs.set_queue_attributes(QueueUrl=queue, Attributes={"Policy": json.dumps(policy)})
    return arn


def take(sqs, queue):
    def look():
        got = sqs.receive_message(
            QueueUrl=queue, WaitTimeSeconds=1, MessageAttributeNames=["All"]
        ).get("Messages", [])
        for message in got:
            sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
            return message

    return eventually(look)


# An RSA key, in a certificate.
RSA = bytes.fromhex("300d06092a864886f70d0101010500")


def key_of(pem):
    """The public key in a certificate: a bit string behind its algorithm."""
    text = pem.decode().replace("\r", "")
    der = base64.b64decode("".join(text.split("-----")[2].split()))
    at = der.index(RSA) + len(RSA)
    assert der[at:at + 2] == b"\x03\x82" and der[at + 4] == 0
    return rsa.PublicKey.load_pkcs1(der[at + 5:], "DER")


def verify(envelope):
    """As consumers do: by the certificate that the envelope names."""
    with urllib.request.urlopen(envelope["SigningCertURL"], timeout=10) as answer:
        key = key_of(answer.read())
    names = (
        "Message", "MessageId", "Subject", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type",
    )
    signed = "".join(f"{n}\n{envelope[n]}\n" for n in names if n in envelope)
    used = rsa.verify(signed.encode(), base64.b64decode(envelope["Signature"]), key)
    assert used == {"1": "SHA-1", "2": "SHA-256"}[envelope["SignatureVersion"]]
    with pytest.raises(rsa.VerificationError):
        rsa.verify(b"forged", base64.b64decode(envelope["Signature"]), key)


def test_sns_1_a_signed_envelope_arrives(sns, sqs, topic, queue, arn, cloud):
    subscription = sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)["SubscriptionArn"]
    sent = sns.publish(
        TopicArn=topic, Message="hello", Subject="About",
        MessageAttributes={"kind": {"DataType": "String", "StringValue": "coupon"}},
    )
    envelope = json.loads(take(sqs, queue)["Body"])
    assert envelope["MessageId"] == sent["MessageId"]
    assert (envelope["Message"], envelope["Subject"]) == ("hello", "About")
    assert envelope["MessageAttributes"] == {"kind": {"Type": "String", "Value": "coupon"}}
    assert envelope["SigningCertURL"].startswith(cloud.endpoint)
    with urllib.request.urlopen(envelope["SigningCertURL"], timeout=10) as answer:
        assert b"BEGIN CERTIFICATE" in answer.read()
    verify(envelope)
    # The link ends it without credentials.
    with urllib.request.urlopen(envelope["UnsubscribeURL"], timeout=10) as answer:
        assert answer.status == 200
    with refused("NotFound"):
        sns.get_subscription_attributes(SubscriptionArn=subscription)


def test_sns_7_a_fifo_topic_numbers_and_deduplicates(sns, sqs, name):
    topic = sns.create_topic(Name=name + ".fifo", Attributes={"FifoTopic": "true"})["TopicArn"]
    publish = {"TopicArn": topic, "Message": "x", "MessageGroupId": "g"}
    first = sns.publish(**publish, MessageDeduplicationId="1")
    again = sns.publish(**publish, MessageDeduplicationId="1")
    second = sns.publish(**publish, MessageDeduplicationId="2")
    assert first["SequenceNumber"] == again["SequenceNumber"] < second["SequenceNumber"]
    with refused("InvalidParameter"):
        sns.publish(**publish)
    queue = sqs.create_queue(QueueName=name + ".fifo", Attributes={"FifoQueue": "true"})["QueueUrl"]
    got = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]
    standard = sns.create_topic(Name=name)["TopicArn"]
    with refused("InvalidParameter", re.compile("FIFO SQS Queues can not be subscribed")):
        sns.subscribe(TopicArn=standard, Protocol="sqs", Endpoint=got["QueueArn"])


def test_batches_fail_in_part(sns, topic):
    entries = [{"Id": "a", "Message": "one"}, {"Id": "b", "Message": "x", "Subject": "a\nb"}]
    got = sns.publish_batch(TopicArn=topic, PublishBatchRequestEntries=entries)
    assert [entry["Id"] for entry in got["Successful"]] == ["a"]
    assert [(entry["Id"], entry["Code"]) for entry in got["Failed"]] == [("b", "InvalidParameter")]


def test_errors_have_aws_codes(sns, topic):
    with refused("NotFound", "Topic does not exist", status=404):
        sns.publish(TopicArn=topic + "-not", Message="x")
    with refused("InvalidParameter", status=400):
        sns.create_topic(Name="not a name")
    with refused("AuthorizationError", status=403):
        sns.publish(TopicArn=topic.replace(topic.split(":")[4], "999999999999"), Message="x")
    with refused("ParameterValueInvalid", status=400):
        kind = {"DataType": "Date", "StringValue": "x"}
        sns.publish(TopicArn=topic, Message="x", MessageAttributes={"a": kind})


def test_sns_5_s85_mail_is_confirmed_by_its_link(sns, topic, cloud, name):
    to = f"{name}@example.com"
    sns.subscribe(TopicArn=topic, Protocol="email", Endpoint=to)
    sns.publish(TopicArn=topic, Message="too early")
    [mail] = cloud.door(f"sent?kind=email&to={to}")["messages"]
    assert mail["details"]["link"] in mail["body"]
    with urllib.request.urlopen(mail["details"]["link"], timeout=10) as answer:
        assert b"ConfirmSubscriptionResponse" in answer.read()
    sns.publish(TopicArn=topic, Message="news", Subject="The news")
    mails = cloud.door(f"sent?kind=email&to={to}")["messages"]
    assert [mail["subject"] for mail in mails][1:] == ["The news"]


def test_sns_4_an_endpoint_is_posted_to(sns, topic):
    posts = []

    class Endpoint(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            length = int(self.headers["content-length"])
            posts.append((dict(self.headers), json.loads(self.rfile.read(length))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Endpoint)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        url = f"http://127.0.0.1:{server.server_port}/hook"
        sns.subscribe(TopicArn=topic, Protocol="http", Endpoint=url)
        assert eventually(lambda: posts)
        headers, question = posts.pop()
        assert headers["x-amz-sns-message-type"] == "SubscriptionConfirmation"
        verify(question)
        with urllib.request.urlopen(question["SubscribeURL"], timeout=10) as answer:
            assert answer.status == 200
        sns.publish(TopicArn=topic, Message="hello")
        assert eventually(lambda: posts)
        headers, envelope = posts.pop()
        assert headers["x-amz-sns-message-type"] == "Notification"
        assert envelope["Message"] == "hello"
        verify(envelope)
    finally:
        server.shutdown()


def test_sns_10_filters(sns, sqs, topic, queue, arn):
    sns.subscribe(
        TopicArn=topic, Protocol="sqs", Endpoint=arn,
        Attributes={
            "FilterPolicy": json.dumps({"kind": [{"anything-but": ["news"]}]}),
            "RawMessageDelivery": "true",
        },
    )
    for kind in ("news", "coupon"):
        attribute = {"kind": {"DataType": "String", "StringValue": kind}}
        sns.publish(TopicArn=topic, Message=kind, MessageAttributes=attribute)
    got = take(sqs, queue)
    assert got["Body"] == "coupon"
    assert got["MessageAttributes"]["kind"]["StringValue"] == "coupon"


def test_pages_of_topics(sns, name):
    made = {sns.create_topic(Name=f"{name}-{n}")["TopicArn"] for n in range(105)}
    seen = [t["TopicArn"] for page in sns.get_paginator("list_topics").paginate() for t in page["Topics"]]
    assert made <= set(seen) and len(seen) == len(set(seen))


def test_no_endpoint_is_taken_for_somebody_on_this_machine(own_cloud):
    """Whoever may subscribe cannot have the cloud reset itself through its own admin door."""
    sns = own_cloud.client("sns")
    topic = sns.create_topic(Name="topic")["TopicArn"]
    door = f"{own_cloud.endpoint}/_haneul/reset"
    sns.subscribe(TopicArn=topic, Protocol="http", Endpoint=door)

    def tries():
        sent = own_cloud.door("sent?kind=http")["messages"]
        return [message for message in sent if message["to"] == door]

    assert eventually(tries)
    assert [t["TopicArn"] for t in sns.list_topics()["Topics"]] == [topic]

"""Whoever has the disk, but not the root key, reads nothing of what was entrusted to the cloud."""

WORD = "zephyranthes-candida-7431"


def fill(cloud):
    """Leaves the word in every place that keeps what callers send; answers the secret of a key."""
    sqs, kinesis, events = cloud.client("sqs"), cloud.client("kinesis"), cloud.client("events")
    standard = sqs.create_queue(QueueName="plain")["QueueUrl"]
    fifo = sqs.create_queue(QueueName="line.fifo", Attributes={"FifoQueue": "true"})["QueueUrl"]
    attributes = {"note": {"DataType": "String", "StringValue": WORD}}
    for count in (1, 9_000):
        sqs.send_message(QueueUrl=standard, MessageBody=WORD * count, MessageAttributes=attributes)
    sqs.send_message(
        QueueUrl=fifo, MessageBody=WORD, MessageGroupId="g", MessageDeduplicationId="d"
    )
    # One is in flight.
    assert sqs.receive_message(QueueUrl=standard, VisibilityTimeout=600)["Messages"]
    kinesis.create_stream(StreamName="stream", ShardCount=1)
    cloud.advance(60)
    kinesis.put_record(StreamName="stream", PartitionKey="p", Data=WORD.encode())
    cloud.client("s3").create_bucket(Bucket="bucket")
    for size in (1, 40_000):
        cloud.client("s3").put_object(Bucket="bucket", Key=f"key{size}", Body=WORD.encode() * size)
    bus = events.describe_event_bus()["Arn"]
    events.create_archive(ArchiveName="archive", EventSourceArn=bus)
    entry = {"Source": "a", "DetailType": "b", "Detail": f'{{"word": "{WORD}"}}'}
    assert events.put_events(Entries=[entry])["FailedEntryCount"] == 0
    sns = cloud.client("sns")
    topic = sns.create_topic(Name="topic")["TopicArn"]
    sns.subscribe(TopicArn=topic, Protocol="email", Endpoint="a@example.com")
    sns.publish(TopicArn=topic, Message=WORD)
    secrets, ssm = cloud.client("secretsmanager"), cloud.client("ssm")
    secrets.create_secret(Name="secret", SecretString=WORD)
    secrets.put_secret_value(SecretId="secret", SecretBinary=WORD.encode())
    assert secrets.get_secret_value(SecretId="secret")["SecretBinary"] == WORD.encode()
    for tier in ("Standard", "Advanced"):
        ssm.put_parameter(Name=tier, Value=WORD, Type="SecureString", Tier=tier)
        ssm.put_parameter(Name=f"{tier}-bare", Value=WORD, Type="String", Tier=tier)
    assert ssm.get_parameter(Name="Standard", WithDecryption=True)["Parameter"]["Value"] == WORD
    cloud.client("iam").create_user(UserName="user")
    made = cloud.client("iam").create_access_key(UserName="user")["AccessKey"]
    return made["SecretAccessKey"]


def files_with(data, *texts):
    """Every file below that holds one of the texts."""
    found = []
    for path in data.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            found += [f"{path.name}: {t}" for t in texts if t.encode() in content]
    return found


def test_sqs_managed_encryption_and_all_else_at_rest(start_cloud):
    """What is in queues, streams, buckets, archives and keys is not in the data directory."""
    cloud = start_cloud()
    secret = fill(cloud)
    cloud.stop()
    assert files_with(cloud.data, WORD, secret) == []
    # It is there for whoever has the key.
    cloud.start()
    sqs = cloud.client("sqs")
    queue = sqs.get_queue_url(QueueName="line.fifo")["QueueUrl"]
    assert sqs.receive_message(QueueUrl=queue)["Messages"][0]["Body"] == WORD
    body = cloud.client("s3").get_object(Bucket="bucket", Key="key1")["Body"].read()
    assert body == WORD.encode()

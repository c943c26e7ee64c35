"""aws kinesis, aws firehose."""

from support.cloud import eventually


def test_kinesis(aws, name):
    made = aws("kinesis", "create-stream", "--stream-name", name, "--shard-count", "1")
    assert made.code == 0, made.err

    def active():
        told = aws("kinesis", "describe-stream-summary", "--stream-name", name).json
        return told["StreamDescriptionSummary"]["StreamStatus"] == "ACTIVE"

    assert eventually(active, 60)
    put = aws(
        "kinesis", "put-record", "--stream-name", name, "--partition-key", "k",
        "--data", "hello",
    )
    shard = put.json["ShardId"]
    iterator = aws(
        "kinesis", "get-shard-iterator", "--stream-name", name, "--shard-id", shard,
        "--shard-iterator-type", "TRIM_HORIZON",
    ).json["ShardIterator"]
    (record,) = aws("kinesis", "get-records", "--shard-iterator", iterator).json["Records"]
    assert record["Data"] == "aGVsbG8="
    assert name in aws("kinesis", "list-streams").json["StreamNames"]
    said = aws("kinesis", "describe-stream", "--stream-name", name + "-not")
    assert "(ResourceNotFoundException)" in said.err
    assert aws("kinesis", "delete-stream", "--stream-name", name).code == 0


def test_firehose(aws, name):
    assert aws("firehose", "list-delivery-streams").json["HasMoreDeliveryStreams"] is False
    said = aws("firehose", "describe-delivery-stream", "--delivery-stream-name", name)
    assert "(ResourceNotFoundException)" in said.err

"""Streams, a consumer, and delivery streams."""


def test_streams(stack, cloud):
    kinesis, firehose = cloud.client("kinesis"), cloud.client("firehose")

    def check():
        got = kinesis.describe_stream_summary(StreamName="tf-clicks")["StreamDescriptionSummary"]
        assert (got["OpenShardCount"], got["RetentionPeriodHours"]) == (2, 48)
        assert got["EncryptionType"] == "KMS"
        assert got["ConsumerCount"] == 1
        hose = firehose.describe_delivery_stream(DeliveryStreamName="tf-hose")
        hose = hose["DeliveryStreamDescription"]
        assert hose["DeliveryStreamType"] == "KinesisStreamAsSource"
        direct = firehose.describe_delivery_stream(DeliveryStreamName="tf-direct")
        encryption = direct["DeliveryStreamDescription"]["DeliveryStreamEncryptionConfiguration"]
        assert encryption["Status"] == "ENABLED"

    stack("streams.tf").whole_life(check)
    assert not [s for s in kinesis.list_streams()["StreamNames"] if s.startswith("tf-")]

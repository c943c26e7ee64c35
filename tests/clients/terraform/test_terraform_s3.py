"""A bucket with all that belongs to it."""

import requests


def test_a_bucket(stack, cloud, s3):
    def check():
        got = requests.get(f"{cloud.endpoint}/tf-site-bucket/folder/index.html")
        assert (got.status_code, got.text) == (200, "<h1>hello</h1>")
        assert got.headers["content-type"] == "text/html"
        tags = s3.get_bucket_tagging(Bucket="tf-site-bucket")["TagSet"]
        assert {"Key": "stack", "Value": "terraform-test"} in tags

    stack("s3.tf").whole_life(check)
    assert "tf-site-bucket" not in [b["Name"] for b in s3.list_buckets()["Buckets"]]


def test_a_copy(stack, s3):
    def check():
        assert s3.head_object(Bucket="tf-copies", Key="copy")["ContentLength"] == 7

    stack("s3_copy.tf").whole_life(check)


def test_what_time_does(stack, s3):
    def check():
        lifecycle = s3.get_bucket_lifecycle_configuration(Bucket="tf-time-from")
        assert [rule["ID"] for rule in lifecycle["Rules"]] == ["cool", "uploads"]
        replication = s3.get_bucket_replication(Bucket="tf-time-from")
        assert len(replication["ReplicationConfiguration"]["Rules"]) == 1

    stack("s3_time.tf").whole_life(check)


def test_access_logs(stack, s3):
    def check():
        logging = s3.get_bucket_logging(Bucket="tf-logged")["LoggingEnabled"]
        assert (logging["TargetBucket"], logging["TargetPrefix"]) == ("tf-logs", "log/")

    stack("s3_logs.tf").whole_life(check)

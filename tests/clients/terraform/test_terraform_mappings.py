"""Event source mappings: a queue, a stream and a table that a function reads."""

import zipfile


def test_mappings(stack, cloud):
    client = cloud.client("lambda")
    there = stack("mappings.tf")
    with zipfile.ZipFile(there.directory / "code.zip", "w") as packed:
        packed.writestr("a.py", "def handler(event, context):\n    return {}\n")

    def check():
        found = client.list_event_source_mappings(FunctionName="tf-reader")["EventSourceMappings"]
        shown = {mapping["EventSourceArn"].split(":")[2]: mapping for mapping in found}
        assert {name: mapping["State"] for name, mapping in shown.items()} == {
            "sqs": "Enabled",
            "kinesis": "Enabled",
            "dynamodb": "Disabled",
        }
        assert shown["sqs"]["ScalingConfig"] == {"MaximumConcurrency": 4}
        assert shown["sqs"]["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
        assert shown["kinesis"]["ParallelizationFactor"] == 2
        assert shown["kinesis"]["BisectBatchOnFunctionError"]
        assert shown["dynamodb"]["TumblingWindowInSeconds"] == 30

    there.whole_life(check)
    assert not client.list_event_source_mappings()["EventSourceMappings"]

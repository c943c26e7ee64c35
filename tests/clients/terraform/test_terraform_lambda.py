"""A function with all that belongs to one, and a secret that it rotates."""

import json
import zipfile

from support.errors import refused


def test_lambda(stack, cloud):
    client = cloud.client("lambda")
    there = stack("lambda.tf")
    with zipfile.ZipFile(there.directory / "code.zip", "w") as packed:
        packed.writestr("a.py", "def handler(event, context):\n    return event\n")

    def check():
        shown = client.get_function(FunctionName="tf-run", Qualifier="live")
        assert shown["Configuration"]["Version"] == "1"
        assert shown["Configuration"]["Environment"] == {"Variables": {"STAGE": "test"}}
        assert shown["Concurrency"] == {"ReservedConcurrentExecutions": 10}
        policy = json.loads(client.get_policy(FunctionName="tf-run", Qualifier="live")["Policy"])
        (statement,) = policy["Statement"]
        assert statement["Condition"]["ArnLike"] == {"AWS:SourceArn": "arn:aws:s3:::tf-run"}
        provisioned = client.get_provisioned_concurrency_config(FunctionName="tf-run", Qualifier="live")
        assert provisioned["Status"] == "READY"
        secret = cloud.client("secretsmanager").describe_secret(SecretId="tf/rotated")
        assert secret["RotationRules"] == {"AutomaticallyAfterDays": 30}

    there.whole_life(check)
    with refused("ResourceNotFoundException"):
        client.get_function(FunctionName="tf-run")
    assert "tf-lib" not in [layer["LayerName"] for layer in client.list_layers()["Layers"]]

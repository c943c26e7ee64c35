"""aws lambda."""

import json

from support.functions import TRUST, package


def test_lambda(aws, name, cloud, tmp_path):
    (tmp_path / "code.zip").write_bytes(package("a.py", "def handler(event, context): return event\n"))
    (tmp_path / "other.zip").write_bytes(package("a.py", "def handler(event, context): return 2\n"))
    role = aws("iam", "create-role", "--role-name", name, "--assume-role-policy-document", TRUST).json
    make = (
        "lambda", "create-function", "--function-name", name, "--runtime", "python3.12", "--handler", "a.handler",
        "--role", role["Role"]["Arn"], "--zip-file", "fileb://code.zip",
    )
    made = aws(*make, "--environment", "Variables={STAGE=test}", "--tags", "team=web").json
    assert (made["State"], made["Environment"]) == ("Pending", {"Variables": {"STAGE": "test"}})
    assert "Function already exist: " + name in aws(*make).err
    assert aws("lambda", "wait", "function-active-v2", "--function-name", name).code == 0
    dry = aws("lambda", "invoke", "--function-name", name, "--invocation-type", "DryRun", "out")
    assert dry.json == {"StatusCode": 204}
    bad = aws("lambda", "invoke", "--function-name", name, "--payload", "{bad", "out")
    assert "(InvalidRequestContentException)" in bad.err
    changed = aws("lambda", "update-function-code", "--function-name", name, "--zip-file", "fileb://other.zip", "--publish")
    assert changed.json["Version"] == "1" and changed.json["CodeSha256"] != made["CodeSha256"]
    arn = f"arn:aws:lambda:us-east-1:{cloud.account}:function:{name}"
    alias = aws("lambda", "create-alias", "--function-name", name, "--name", "live", "--function-version", "1")
    assert alias.json["AliasArn"] == f"{arn}:live"
    let_in = aws(
        "lambda", "add-permission", "--function-name", name, "--statement-id", "s", "--action", "lambda:InvokeFunction",
        "--principal", "events.amazonaws.com",
    )
    assert json.loads(let_in.json["Statement"])["Resource"] == arn
    layer = aws("lambda", "publish-layer-version", "--layer-name", name, "--zip-file", "fileb://code.zip")
    assert layer.json["LayerVersionArn"].endswith(f":layer:{name}:1")
    assert aws("lambda", "delete-function", "--function-name", name).code == 0
    assert "Function not found: " + arn in aws("lambda", "get-function", "--function-name", name).err

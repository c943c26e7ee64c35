"""aws secretsmanager, aws ssm."""


def test_secretsmanager(aws, name, tmp_path):
    (tmp_path / "secret").write_bytes(b"\x00\xff")
    made = aws("secretsmanager", "create-secret", "--name", name, "--secret-binary", "fileb://secret").json
    got = aws("secretsmanager", "get-secret-value", "--secret-id", made["ARN"]).json
    assert got["SecretBinary"] == "AP8="
    (tmp_path / "secret").write_text('{"password": "hunter2"}')
    put = aws("secretsmanager", "put-secret-value", "--secret-id", name, "--secret-string", "file://secret").json
    assert put["VersionStages"] == ["AWSCURRENT"]
    text = ("--query", "SecretString", "--output", "text")
    assert aws("secretsmanager", "get-secret-value", "--secret-id", name, *text).out == '{"password": "hunter2"}\n'
    listed = aws("secretsmanager", "list-secrets", "--filters", f"Key=name,Values={name}").json["SecretList"]
    assert [one["ARN"] for one in listed] == [made["ARN"]]
    gone = aws("secretsmanager", "delete-secret", "--secret-id", name, "--recovery-window-in-days", "7")
    assert "DeletionDate" in gone.json
    said = aws("secretsmanager", "get-secret-value", "--secret-id", name)
    assert "You can't perform this operation on the secret because it was marked for deletion." in said.err


def test_ssm(aws, name):
    for end, kind, value in [("a", "String", "1"), ("b/c", "SecureString", "hunter2"), ("l", "StringList", "x,y")]:
        put = aws("ssm", "put-parameter", "--name", f"/{name}/{end}", "--type", kind, "--value", value)
        assert put.json == {"Version": 1, "Tier": "Standard"}
    by_path = ("ssm", "get-parameters-by-path", "--path", f"/{name}", "--query", "Parameters[].Value", "--output", "text")
    assert aws(*by_path).out.split() == ["1", "x,y"]
    assert aws(*by_path, "--recursive", "--with-decryption").out.split() == ["1", "hunter2", "x,y"]
    # No more than one of ten is asked for at once.
    assert aws(*by_path, "--recursive", "--page-size", "1").out.split()[0] == "1"
    again = aws("ssm", "put-parameter", "--name", f"/{name}/a", "--value", "2")
    assert "(ParameterAlreadyExists)" in again.err
    assert "(ParameterNotFound)" in aws("ssm", "get-parameter", "--name", f"/{name}/none").err

"""aws kms."""

import base64


def test_kms(aws, name, tmp_path):
    made = aws("kms", "create-key", "--description", name)
    assert made.code == 0, made.err
    key = made.json["KeyMetadata"]["KeyId"]
    alias = f"alias/{name}"
    assert aws("kms", "create-alias", "--alias-name", alias, "--target-key-id", key).code == 0
    plain = "hello"
    (tmp_path / "plain").write_bytes(b"\x00\xff")
    sealed = aws("kms", "encrypt", "--key-id", alias, "--plaintext", "fileb://plain").json["CiphertextBlob"]
    blob = tmp_path / "blob"
    blob.write_bytes(base64.b64decode(sealed))
    opened = aws("kms", "decrypt", "--ciphertext-blob", f"fileb://{blob}")
    assert base64.b64decode(opened.json["Plaintext"]) == b"\x00\xff"
    assert aws("kms", "enable-key-rotation", "--key-id", key, "--rotation-period-in-days", "180").code == 0
    status = aws("kms", "get-key-rotation-status", "--key-id", key).json
    assert status["RotationPeriodInDays"] == 180
    policies = aws("kms", "list-key-policies", "--key-id", key).json["PolicyNames"]
    assert policies == ["default"]
    assert aws("kms", "disable-key", "--key-id", key).code == 0
    said = aws("kms", "encrypt", "--key-id", key, "--plaintext", plain)
    assert "(DisabledException)" in said.err
    gone = aws("kms", "schedule-key-deletion", "--key-id", key, "--pending-window-in-days", "7")
    assert gone.json["KeyState"] == "PendingDeletion"

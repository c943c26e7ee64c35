"""Keys with an alias, a grant and a policy, and what is encrypted under them."""


def test_kms(stack, cloud):
    kms = cloud.client("kms")

    def check():
        (alias,) = [a for a in kms.list_aliases()["Aliases"] if a["AliasName"] == "alias/tf-mine"]
        status = kms.get_key_rotation_status(KeyId=alias["TargetKeyId"])
        assert (status["KeyRotationEnabled"], status["RotationPeriodInDays"]) == (True, 180)
        (grant,) = kms.list_grants(KeyId=alias["TargetKeyId"])["Grants"]
        assert grant["Constraints"] == {"EncryptionContextEquals": {"team": "red"}}
        s3 = cloud.client("s3")
        put = s3.put_object(Bucket="tf-sealed-by-kms", Key="k", Body=b"x")
        assert put["SSEKMSKeyId"].endswith(alias["TargetKeyId"])
        s3.delete_object(Bucket="tf-sealed-by-kms", Key="k")

    stack("kms.tf").whole_life(check)
    assert [a for a in kms.list_aliases()["Aliases"] if a["AliasName"] == "alias/tf-mine"] == []

"""A secret with its version, policy and copy, under a key; parameters, one of them from the secret."""

from support.errors import refused


def test_secrets(stack, cloud):
    secrets, ssm = cloud.client("secretsmanager"), cloud.client("ssm")

    def check():
        assert "hunter2" in secrets.get_secret_value(SecretId="tf/db")["SecretString"]
        there = cloud.client("secretsmanager", region_name="eu-west-1")
        assert "hunter2" in there.get_secret_value(SecretId="tf/db")["SecretString"]
        password = ssm.get_parameter(Name="/tf/password", WithDecryption=True)["Parameter"]
        assert password["Value"] == "hunter2"

    stack("secrets.tf").whole_life(check)
    with refused("ResourceNotFoundException", status=400):
        secrets.describe_secret(SecretId="tf/db")
    own = [{"Key": "Name", "Option": "BeginsWith", "Values": ["/tf/"]}]
    assert ssm.describe_parameters(ParameterFilters=own)["Parameters"] == []

"""Parameters, their versions and labels, listings, and values under keys."""

import pytest

from support.errors import refused


@pytest.fixture
def ssm(cloud):
    return cloud.client("ssm")


def test_ssp_1_parameters(ssm, name):
    path = f"/{name}"
    assert ssm.put_parameter(Name=f"{path}/url", Value="a", Type="String")["Version"] == 1
    with refused("ParameterAlreadyExists", status=400):
        ssm.put_parameter(Name=f"{path}/url", Value="b", Type="String")
    ssm.put_parameter(Name=f"{path}/url", Value="b", Overwrite=True)
    ssm.label_parameter_version(Name=f"{path}/url", ParameterVersion=1, Labels=["first"])
    assert ssm.get_parameter(Name=f"{path}/url:first")["Parameter"]["Value"] == "a"
    ssm.put_parameter(Name=f"{path}/db/password", Value="hunter2", Type="SecureString")
    ssm.put_parameter(Name=f"{path}/hosts", Value="a,b", Type="StringList")
    pages = ssm.get_paginator("get_parameters_by_path").paginate(
        Path=path, Recursive=True, WithDecryption=True, PaginationConfig={"PageSize": 1}
    )
    values = {one["Name"]: one["Value"] for page in pages for one in page["Parameters"]}
    assert values == {f"{path}/url": "b", f"{path}/db/password": "hunter2", f"{path}/hosts": "a,b"}
    filters = [{"Key": "Type", "Values": ["SecureString"]}, {"Key": "Path", "Option": "Recursive", "Values": [path]}]
    (described,) = ssm.describe_parameters(ParameterFilters=filters)["Parameters"]
    assert (described["KeyId"], described["Tier"]) == ("alias/aws/ssm", "Standard")
    history = ssm.get_parameter_history(Name=f"{path}/url")["Parameters"]
    assert [(one["Version"], one["Labels"]) for one in history] == [(1, ["first"]), (2, [])]
    got = ssm.get_parameters(Names=[f"{path}/url", "none"])
    assert got["InvalidParameters"] == ["none"]
    deleted = ssm.delete_parameters(Names=list(values))
    assert sorted(deleted["DeletedParameters"]) == sorted(values)
    with refused("ParameterNotFound", status=400):
        ssm.get_parameter(Name=f"{path}/url")


def test_a_secure_string_and_its_key(cloud, ssm, name):
    kms = cloud.client("kms")
    key = kms.create_key()["KeyMetadata"]["KeyId"]
    ssm.put_parameter(Name=name, Value="x" * 8192, Type="SecureString", KeyId=key, Tier="Advanced")
    assert "xxx" not in ssm.get_parameter(Name=name)["Parameter"]["Value"]
    kms.disable_key(KeyId=key)
    with refused("InvalidKeyId", status=400):
        ssm.get_parameter(Name=name, WithDecryption=True)
    kms.enable_key(KeyId=key)
    assert ssm.get_parameter(Name=name, WithDecryption=True)["Parameter"]["Value"] == "x" * 8192


def test_bad_input_is_no_fault_of_ours(ssm, name):
    put = {"Name": name, "Value": "a", "Type": "String"}
    for wrong, code in [
        ({"Value": ""}, "ValidationException"),
        ({"Value": "x" * 4097}, "ValidationException"),
        ({"Name": "a/b"}, "ValidationException"),
        ({"Name": "/a" * 16}, "HierarchyLevelLimitExceededException"),
        ({"Name": "/aws/x"}, "AccessDeniedException"),
        ({"AllowedPattern": "("}, "InvalidAllowedPatternException"),
        ({"AllowedPattern": "b+"}, "ParameterPatternMismatchException"),
        ({"Tier": "Advanced", "Policies": "[{]"}, "InvalidPolicyAttributeException"),
        ({"DataType": "other"}, "ValidationException"),
    ]:
        with refused(code, status=400):
            ssm.put_parameter(**{**put, **wrong})
    with refused("ParameterVersionNotFound", status=400):
        ssm.put_parameter(**put)
        ssm.get_parameter(Name=f"{name}:99999999999999999999999")
    with refused("InvalidNextToken", status=400):
        ssm.get_parameter_history(Name=name, NextToken="?")

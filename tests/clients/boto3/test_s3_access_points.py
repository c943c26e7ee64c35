"""Access points, by their ARN, their alias and their host."""

import json

import pytest

from support.cloud import Keys, allow, policy
from support.errors import refused


@pytest.fixture
def control(cloud, local_names):
    return cloud.client("s3control", endpoint=f"http://localhost:{cloud.port}")


def test_objects_by_access_points(cloud, control, name, local_names):
    endpoints = [
        f"http://localhost:{cloud.port}",
        f"http://s3.localhost.localstack.cloud:{cloud.port}",
        f"http://s3-accesspoint.us-east-1.amazonaws.com:{cloud.port}",
    ]
    s3 = cloud.client("s3")
    s3.create_bucket(Bucket=name)
    made = control.create_access_point(AccountId=cloud.account, Name=f"{name}-ap", Bucket=name)
    arn, alias = made["AccessPointArn"], made["Alias"]
    for endpoint in endpoints:
        by = cloud.client("s3", endpoint=endpoint)
        by.put_object(Bucket=arn, Key="folder/k", Body=endpoint.encode())
        assert by.get_object(Bucket=arn, Key="folder/k")["Body"].read() == endpoint.encode()
        assert [o["Key"] for o in by.list_objects_v2(Bucket=arn)["Contents"]] == ["folder/k"]
        by.copy_object(Bucket=arn, Key="copy", CopySource={"Bucket": arn, "Key": "folder/k"})
        assert s3.get_object(Bucket=name, Key="copy")["Body"].read() == endpoint.encode()
        by.delete_object(Bucket=arn, Key="copy")
        # Only a host of access points cannot mean a bucket.
        code = "NoSuchAccessPoint" if "s3-accesspoint" in endpoint else "NoSuchBucket"
        with refused(code, status=404):
            by.list_objects_v2(Bucket=arn.replace(name, "nothing"))
    assert s3.get_object(Bucket=alias, Key="folder/k")["Body"].read()
    assert s3.head_bucket(Bucket=alias)["AccessPointAlias"] is True
    with refused("BucketHasAccessPointsAttached"):
        s3.delete_object(Bucket=alias, Key="folder/k")
        s3.delete_bucket(Bucket=name)


def test_policies_of_both(cloud, control, iam, name, local_names):
    s3 = cloud.client("s3")
    s3.create_bucket(Bucket=name)
    s3.put_object(Bucket=name, Key="k", Body=b"x")
    arn = control.create_access_point(AccountId=cloud.account, Name=f"{name}-ap", Bucket=name)[
        "AccessPointArn"
    ]
    user = iam.create_user(UserName=name)["User"]["Arn"]
    iam.put_user_policy(
        UserName=name, PolicyName="p", PolicyDocument=policy(allow("s3:GetObject", f"{arn}/object/*"))
    )
    keys = Keys.of(iam.create_access_key(UserName=name))
    by = cloud.client("s3", keys=keys, endpoint=f"http://localhost:{cloud.port}")
    with refused("AccessDenied"):
        by.get_object(Bucket=arn, Key="k")
    statement = {
        "Effect": "Allow",
        "Principal": {"AWS": "*"},
        "Action": "*",
        "Resource": [f"arn:aws:s3:::{name}", f"arn:aws:s3:::{name}/*"],
        "Condition": {"StringEquals": {"s3:DataAccessPointAccount": cloud.account}},
    }
    s3.put_bucket_policy(Bucket=name, Policy=policy(statement))
    assert by.get_object(Bucket=arn, Key="k")["Body"].read() == b"x"
    with refused("AccessDenied"):
        by.get_object(Bucket=name, Key="k")
    with refused("AccessDenied"):
        by.put_object(Bucket=arn, Key="k", Body=b"y")
    lets = {
        "Effect": "Allow",
        "Principal": {"AWS": user},
        "Action": "s3:PutObject",
        "Resource": f"{arn}/object/*",
    }
    control.put_access_point_policy(
        AccountId=cloud.account, Name=f"{name}-ap", Policy=policy(lets)
    )
    by.put_object(Bucket=arn, Key="k", Body=b"y")
    kept = control.get_access_point_policy(AccountId=cloud.account, Name=f"{name}-ap")
    assert json.loads(kept["Policy"])["Statement"] == [lets]
    status = control.get_access_point_policy_status(AccountId=cloud.account, Name=f"{name}-ap")
    assert status["PolicyStatus"]["IsPublic"] is False
    found = control.list_access_points(AccountId=cloud.account, Bucket=name)["AccessPointList"]
    assert [point["AccessPointArn"] for point in found] == [arn]

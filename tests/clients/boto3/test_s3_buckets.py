"""Buckets: made, found, listed, refused."""

import pytest

from support.errors import refused


def test_a_bucket_is_made_found_and_deleted(s3, name):
    made = s3.create_bucket(Bucket=name)
    assert made["Location"] == f"/{name}"
    head = s3.head_bucket(Bucket=name)
    assert head["BucketRegion"] == "us-east-1"
    assert name in [b["Name"] for b in s3.list_buckets()["Buckets"]]
    assert s3.delete_bucket(Bucket=name)["ResponseMetadata"]["HTTPStatusCode"] == 204
    with refused("404", "Not Found", 404):
        s3.head_bucket(Bucket=name)


def test_a_bucket_of_another_region(cloud, name):
    s3 = cloud.client("s3", region="eu-west-1")
    s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    assert s3.get_bucket_location(Bucket=name)["LocationConstraint"] == "eu-west-1"
    with refused("BucketAlreadyOwnedByYou", "Your previous request to create the named bucket succeeded and you already own it.", 409):
        s3.create_bucket(
            Bucket=name, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
        )


def test_creating_ones_own_bucket_again_in_us_east_1_is_no_error(s3, bucket):
    s3.create_bucket(Bucket=bucket)


def test_a_name_that_another_account_has(cloud, bucket):
    from support.cloud import Keys

    other = cloud.client("s3", keys=Keys("222233334444", "x"))
    with refused("BucketAlreadyExists", "The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again.", 409):
        other.create_bucket(Bucket=bucket)


def test_a_name_that_is_none(s3):
    with refused("InvalidBucketName", "The specified bucket is not valid.", 400):
        s3.create_bucket(Bucket="Ab_c")


def test_a_bucket_with_something_in_it_stays(s3, bucket):
    s3.put_object(Bucket=bucket, Key="k", Body=b"")
    with refused("BucketNotEmpty", "The bucket you tried to delete is not empty", 409):
        s3.delete_bucket(Bucket=bucket)


@pytest.mark.parametrize("call", ["list_objects", "list_objects_v2", "delete_bucket"])
def test_a_bucket_that_is_not_there(s3, name, call):
    with refused("NoSuchBucket", "The specified bucket does not exist", 404):
        getattr(s3, call)(Bucket=name)


def test_tags(s3, bucket):
    with refused("NoSuchTagSet", "The TagSet does not exist", 404):
        s3.get_bucket_tagging(Bucket=bucket)
    tags = [{"Key": "stage", "Value": "test"}]
    s3.put_bucket_tagging(Bucket=bucket, Tagging={"TagSet": tags})
    assert s3.get_bucket_tagging(Bucket=bucket)["TagSet"] == tags


def test_waiters_converge(s3, name):
    s3.create_bucket(Bucket=name)
    s3.get_waiter("bucket_exists").wait(Bucket=name)
    s3.delete_bucket(Bucket=name)
    s3.get_waiter("bucket_not_exists").wait(Bucket=name)


def test_tags_decide_where_the_bucket_lets_them(cloud, s3, bucket, local_names):
    control = cloud.client("s3control", endpoint=f"http://localhost:{cloud.port}")
    assert s3.get_bucket_abac(Bucket=bucket)["AbacStatus"]["Status"] == "Disabled"
    s3.put_bucket_abac(Bucket=bucket, AbacStatus={"Status": "Enabled"})
    assert s3.get_bucket_abac(Bucket=bucket)["AbacStatus"]["Status"] == "Enabled"
    tags = [{"Key": "team", "Value": "a"}]
    with refused("MethodNotAllowed", status=405):
        s3.put_bucket_tagging(Bucket=bucket, Tagging={"TagSet": tags})
    arn = f"arn:aws:s3:::{bucket}"
    control.tag_resource(AccountId=cloud.account, ResourceArn=arn, Tags=tags)
    found = control.list_tags_for_resource(AccountId=cloud.account, ResourceArn=arn)
    assert found["Tags"] == s3.get_bucket_tagging(Bucket=bucket)["TagSet"] == tags
    control.untag_resource(AccountId=cloud.account, ResourceArn=arn, TagKeys=["team"])
    assert control.list_tags_for_resource(AccountId=cloud.account, ResourceArn=arn)["Tags"] == []


def test_configurations_of_storage_lens(cloud, local_names):
    control = cloud.client("s3control", endpoint=f"http://localhost:{cloud.port}")
    wanted = {"Id": "lens", "IsEnabled": True, "AccountLevel": {"BucketLevel": {}}}
    named = {"AccountId": cloud.account, "ConfigId": "lens"}
    control.put_storage_lens_configuration(**named, StorageLensConfiguration=wanted)
    got = control.get_storage_lens_configuration(**named)["StorageLensConfiguration"]
    assert got.pop("StorageLensArn").endswith(":storage-lens/lens")
    assert got == wanted
    listed = control.list_storage_lens_configurations(AccountId=cloud.account)
    assert [one["Id"] for one in listed["StorageLensConfigurationList"]] == ["lens"]
    control.delete_storage_lens_configuration(**named)
    with refused("NoSuchConfiguration", status=404):
        control.get_storage_lens_configuration(**named)

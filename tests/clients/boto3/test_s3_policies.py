"""Who may: bucket policies, nobody in particular, other accounts."""

import json
import re

import pytest
from botocore import UNSIGNED

from support.cloud import Keys, allow, deny, policy
from support.errors import refused


@pytest.fixture
def anonymous(cloud):
    return cloud.client("s3", signature_version=UNSIGNED)


def open_up(s3, bucket, *statements):
    s3.delete_public_access_block(Bucket=bucket)
    s3.put_bucket_policy(Bucket=bucket, Policy=policy(*statements))


def test_nobody_is_let_in_by_default(s3, anonymous, bucket):
    s3.put_object(Bucket=bucket, Key="k", Body=b"1")
    with refused("AccessDenied", "Access Denied", 403):
        anonymous.get_object(Bucket=bucket, Key="k")
    with refused("AccessDenied", "Access Denied", 403):
        anonymous.list_objects_v2(Bucket=bucket)
    with refused("AccessDenied", "Access Denied", 403):
        anonymous.put_object(Bucket=bucket, Key="k", Body=b"2")


def test_a_policy_for_everyone(s3, anonymous, bucket):
    s3.put_object(Bucket=bucket, Key="open/k", Body=b"1")
    s3.put_object(Bucket=bucket, Key="shut/k", Body=b"2")
    open_up(s3, bucket, allow("s3:GetObject", f"arn:aws:s3:::{bucket}/open/*", Principal="*"))
    assert anonymous.get_object(Bucket=bucket, Key="open/k")["Body"].read() == b"1"
    with refused("AccessDenied", "Access Denied", 403):
        anonymous.get_object(Bucket=bucket, Key="shut/k")
    # Without the right to list, nobody learns what is not there.
    with refused("AccessDenied", "Access Denied", 403):
        anonymous.get_object(Bucket=bucket, Key="open/nothing-here")


def test_a_public_policy_is_blocked_unless_that_is_taken_off(s3, bucket):
    with refused("AccessDenied", re.compile("public policies are (blocked|prevented) by the BlockPublicPolicy"), 403):
        s3.put_bucket_policy(
            Bucket=bucket,
            Policy=policy(allow("s3:GetObject", f"arn:aws:s3:::{bucket}/*", Principal="*")),
        )


def test_another_account_needs_both_sides(cloud, s3, bucket):
    s3.put_object(Bucket=bucket, Key="k", Body=b"1")
    other = cloud.client("s3", keys=Keys("222233334444", "x"))
    with refused("AccessDenied", status=403):
        other.get_object(Bucket=bucket, Key="k")
    principal = {"AWS": "arn:aws:iam::222233334444:root"}
    s3.put_bucket_policy(
        Bucket=bucket,
        Policy=policy(allow("s3:GetObject", f"arn:aws:s3:::{bucket}/*", Principal=principal)),
    )
    assert other.get_object(Bucket=bucket, Key="k")["Body"].read() == b"1"


def test_a_denial_beats_the_owner_s_user(cloud, s3, bucket, name):
    s3.put_object(Bucket=bucket, Key="k", Body=b"1")
    keys = cloud.user(name, allow("s3:*"))
    user = cloud.client("s3", keys=keys)
    assert user.get_object(Bucket=bucket, Key="k")["Body"].read() == b"1"
    s3.put_bucket_policy(
        Bucket=bucket,
        Policy=policy(deny("s3:GetObject", f"arn:aws:s3:::{bucket}/*", Principal="*")),
    )
    words = (
        f"User: arn:aws:iam::{cloud.account}:user/{name} is not authorized to perform: "
        f's3:GetObject on resource: "arn:aws:s3:::{bucket}/k" '
        "with an explicit deny in a resource-based policy"
    )
    with refused("AccessDenied", words, 403):
        user.get_object(Bucket=bucket, Key="k")


def test_a_user_without_permission_is_told_why(cloud, s3, bucket, name):
    s3.put_object(Bucket=bucket, Key="k", Body=b"1")
    user = cloud.client("s3", keys=cloud.user(name))
    words = (
        f"User: arn:aws:iam::{cloud.account}:user/{name} is not authorized to perform: "
        f's3:GetObject on resource: "arn:aws:s3:::{bucket}/k" '
        "because no identity-based policy allows the s3:GetObject action"
    )
    with refused("AccessDenied", words, 403):
        user.get_object(Bucket=bucket, Key="k")


def test_the_policy_comes_back_as_it_was(s3, bucket):
    with refused("NoSuchBucketPolicy", "The bucket policy does not exist", 404):
        s3.get_bucket_policy(Bucket=bucket)
    text = policy(deny("s3:DeleteObject", f"arn:aws:s3:::{bucket}/*", Principal="*"))
    s3.put_bucket_policy(Bucket=bucket, Policy=text)
    assert json.loads(s3.get_bucket_policy(Bucket=bucket)["Policy"]) == json.loads(text)
    s3.delete_bucket_policy(Bucket=bucket)
    with refused("NoSuchBucketPolicy", status=404):
        s3.get_bucket_policy(Bucket=bucket)


def test_a_policy_that_is_none(s3, bucket):
    with refused("MalformedPolicy", status=400):
        s3.put_bucket_policy(Bucket=bucket, Policy="{")


def test_a_temporary_key_made_up_is_refused(cloud):
    made_up = cloud.client("s3", keys=Keys("ASIAAAAAAAAAAAAAAAAA", "x", "token"))
    with refused("InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records.", 403):
        made_up.list_buckets()


def test_a_wrong_secret(cloud):
    wrong = cloud.client("s3", keys=Keys(cloud.root.access_key, "wrong"))
    words = "The request signature we calculated does not match the signature you provided. Check your key and signing method."
    with refused("SignatureDoesNotMatch", words, 403):
        wrong.list_buckets()

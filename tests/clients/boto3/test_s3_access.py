"""Lists, browsers' forms, websites and pages of other origins."""

import boto3
import pytest
import requests
from botocore import UNSIGNED
from botocore.config import Config

from support.cloud import Keys
from support.errors import refused


@pytest.fixture
def nobody(cloud):
    return boto3.client(
        "s3",
        endpoint_url=cloud.endpoint,
        region_name="us-east-1",
        config=Config(signature_version=UNSIGNED),
    )


def open_up(s3, bucket, ownership="BucketOwnerPreferred"):
    s3.put_bucket_ownership_controls(
        Bucket=bucket, OwnershipControls={"Rules": [{"ObjectOwnership": ownership}]}
    )
    s3.delete_public_access_block(Bucket=bucket)


def test_s43_one_public_object(cloud, s3, nobody, bucket):
    open_up(s3, bucket)
    s3.put_object(Bucket=bucket, Key="open", Body=b"1", ACL="public-read")
    s3.put_object(Bucket=bucket, Key="shut", Body=b"2")
    assert nobody.get_object(Bucket=bucket, Key="open")["Body"].read() == b"1"
    assert requests.get(f"{cloud.endpoint}/{bucket}/open").content == b"1"
    assert requests.get(f"{cloud.endpoint}/{bucket}/shut").status_code == 403
    grants = s3.get_object_acl(Bucket=bucket, Key="open")["Grants"]
    assert [g["Permission"] for g in grants] == ["FULL_CONTROL", "READ"]
    assert grants[1]["Grantee"]["URI"].endswith("/AllUsers")
    s3.put_object_acl(
        Bucket=bucket,
        Key="open",
        AccessControlPolicy={
            "Owner": s3.get_object_acl(Bucket=bucket, Key="open")["Owner"],
            "Grants": grants[:1],
        },
    )
    assert requests.get(f"{cloud.endpoint}/{bucket}/open").status_code == 403


@pytest.mark.parametrize("version", [None, "s3v4"])
def test_forms_of_a_browser(cloud, bucket, version):
    config = {"signature_version": version} if version else {}
    s3 = cloud.client("s3", **config)
    form = s3.generate_presigned_post(
        bucket,
        "in/${filename}",
        Fields={"x-amz-meta-who": "me", "success_action_status": "201"},
        Conditions=[
            {"x-amz-meta-who": "me"},
            {"success_action_status": "201"},
            ["content-length-range", 1, 10],
        ],
    )
    send = lambda fields, body: requests.post(
        form["url"], data=fields, files={"file": ("cat.txt", body)}
    )
    sent = send(form["fields"], b"meow")
    assert sent.status_code == 201, sent.text
    assert "<Key>in/cat.txt</Key>" in sent.text
    got = s3.get_object(Bucket=bucket, Key="in/cat.txt")
    assert (got["Body"].read(), got["Metadata"]) == (b"meow", {"who": "me"})
    assert "<Code>EntityTooLarge</Code>" in send(form["fields"], b"x" * 11).text
    assert "<Code>EntityTooSmall</Code>" in send(form["fields"], b"").text
    changed = send(form["fields"] | {"x-amz-meta-who": "you"}, b"meow")
    assert changed.status_code == 403
    assert "Invalid according to Policy: Policy Condition failed" in changed.text
    extra = send({"acl": "private"} | form["fields"], b"meow")
    assert "Invalid according to Policy: Extra input fields: acl" in extra.text
    name = "signature" if version is None else "x-amz-signature"
    forged = send(form["fields"] | {name: "A" * len(form["fields"][name])}, b"meow")
    assert forged.status_code == 403
    assert "<Code>SignatureDoesNotMatch</Code>" in forged.text
    # Large files stream.
    large = s3.generate_presigned_post(bucket, "large")
    body = bytes(range(256)) * 20_000
    sent = requests.post(large["url"], data=large["fields"], files={"file": body})
    assert sent.status_code == 204
    assert s3.get_object(Bucket=bucket, Key="large")["Body"].read() == body


@pytest.mark.parametrize("version", [None, "s3v4"])
def test_forms_expire(own_cloud, name, version):
    config = {"signature_version": version} if version else {}
    s3 = own_cloud.client("s3", **config)
    s3.create_bucket(Bucket=name)
    form = s3.generate_presigned_post(name, "k", ExpiresIn=60)
    post = lambda: requests.post(form["url"], data=form["fields"], files={"file": b"x"})
    assert post().status_code == 204
    own_cloud.advance(120)
    late = post()
    assert late.status_code == 403
    assert "Invalid according to Policy: Policy expired." in late.text


def public(s3, bucket, *actions):
    s3.delete_public_access_block(Bucket=bucket)
    statement = (
        '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": "*", '
        f'"Action": ["s3:GetObject", "s3:ListBucket"], "Resource": '
        f'["arn:aws:s3:::{bucket}", "arn:aws:s3:::{bucket}/*"]}}}}'
    )
    s3.put_bucket_policy(Bucket=bucket, Policy=statement)


@pytest.mark.parametrize("host", ["s3-website.us-east-1.localhost", "s3-website-us-east-1.amazonaws.com"])
def test_s44_a_website(cloud, s3, bucket, host):
    public(s3, bucket)
    s3.put_bucket_website(
        Bucket=bucket,
        WebsiteConfiguration={
            "IndexDocument": {"Suffix": "index.html"},
            "ErrorDocument": {"Key": "error.html"},
            "RoutingRules": [
                {
                    "Condition": {"KeyPrefixEquals": "docs/"},
                    "Redirect": {"ReplaceKeyPrefixWith": "documents/"},
                }
            ],
        },
    )
    kept = s3.get_bucket_website(Bucket=bucket)
    assert kept["RoutingRules"][0]["Redirect"] == {"ReplaceKeyPrefixWith": "documents/"}
    for key in ("index.html", "dir/index.html", "error.html"):
        s3.put_object(Bucket=bucket, Key=key, Body=key.encode(), ContentType="text/html")
    s3.put_object(Bucket=bucket, Key="moved", WebsiteRedirectLocation="/dir/")
    assert s3.head_object(Bucket=bucket, Key="moved")["WebsiteRedirectLocation"] == "/dir/"

    def visit(path, method="GET"):
        return requests.request(
            method,
            f"{cloud.endpoint}{path}",
            headers={"host": f"{bucket}.{host}"},
            allow_redirects=False,
        )

    for path, key in (("/", "index.html"), ("/dir/", "dir/index.html")):
        page = visit(path)
        assert (page.status_code, page.text) == (200, key)
        assert page.headers["content-type"] == "text/html"
    missing = visit("/none")
    assert (missing.status_code, missing.text) == (404, "error.html")
    assert visit("/dir").headers["location"] == "/dir/"
    assert visit("/docs/a").headers["location"].endswith("/documents/a")
    moved = visit("/moved")
    assert (moved.status_code, moved.headers["location"]) == (301, "/dir/")
    assert visit("/", "PUT").status_code == 405
    # The other endpoint lists instead.
    assert "<ListBucketResult" in requests.get(f"{cloud.endpoint}/{bucket}/").text


def test_pages_of_other_origins(cloud, s3, bucket):
    s3.put_bucket_cors(
        Bucket=bucket,
        CORSConfiguration={
            "CORSRules": [
                {
                    "AllowedOrigins": ["https://*.example"],
                    "AllowedMethods": ["GET", "PUT"],
                    "AllowedHeaders": ["*"],
                    "ExposeHeaders": ["ETag"],
                    "MaxAgeSeconds": 60,
                }
            ]
        },
    )
    assert s3.get_bucket_cors(Bucket=bucket)["CORSRules"][0]["MaxAgeSeconds"] == 60
    url = f"{cloud.endpoint}/{bucket}/k"
    ask = lambda origin: requests.options(
        url, headers={"Origin": origin, "Access-Control-Request-Method": "PUT"}
    )
    yes = ask("https://a.example")
    assert (yes.status_code, yes.headers["access-control-max-age"]) == (200, "60")
    no = ask("https://a.test")
    assert no.status_code == 403 and "This CORS request is not allowed" in no.text
    v4 = cloud.client("s3", signature_version="s3v4")
    put = v4.generate_presigned_url("put_object", {"Bucket": bucket, "Key": "k"})
    done = requests.put(put, data=b"x", headers={"Origin": "https://a.example"})
    assert done.status_code == 200
    assert done.headers["access-control-allow-origin"] == "https://a.example"
    s3.delete_bucket_cors(Bucket=bucket)
    with refused("NoSuchCORSConfiguration"):
        s3.get_bucket_cors(Bucket=bucket)


def test_who_asks_pays(cloud, s3, bucket):
    public(s3, bucket)
    s3.put_object(Bucket=bucket, Key="k", Body=b"x")
    s3.put_bucket_request_payment(
        Bucket=bucket, RequestPaymentConfiguration={"Payer": "Requester"}
    )
    other = cloud.client("s3", keys=Keys("444455556666", "any"))
    with refused("AccessDenied"):
        other.get_object(Bucket=bucket, Key="k")
    got = other.get_object(Bucket=bucket, Key="k", RequestPayer="requester")
    assert (got["Body"].read(), got["RequestCharged"]) == (b"x", "requester")


def test_an_account_blocks_for_all_its_buckets(own_cloud, name, local_names):
    cloud = own_cloud
    s3 = cloud.client("s3")
    control = cloud.client("s3control", endpoint=f"http://localhost:{cloud.port}")
    with refused("NoSuchPublicAccessBlockConfiguration", status=404):
        control.get_public_access_block(AccountId=cloud.account)
    s3.create_bucket(Bucket=name)
    public(s3, name)
    s3.put_object(Bucket=name, Key="k", Body=b"x")
    url = f"{cloud.endpoint}/{name}/k"
    assert requests.get(url).status_code == 200
    block = {
        "BlockPublicAcls": False,
        "IgnorePublicAcls": False,
        "BlockPublicPolicy": True,
        "RestrictPublicBuckets": True,
    }
    control.put_public_access_block(
        AccountId=cloud.account, PublicAccessBlockConfiguration=block
    )
    kept = control.get_public_access_block(AccountId=cloud.account)
    assert kept["PublicAccessBlockConfiguration"] == block
    assert requests.get(url).status_code == 403
    with refused("AccessDenied"):
        public(s3, name)
    with refused("AccessDenied"):
        control.get_public_access_block(AccountId="444455556666")
    control.delete_public_access_block(AccountId=cloud.account)
    assert requests.get(url).status_code == 200


@pytest.mark.parametrize("version", ["s3", "s3v4"])
def test_a_url_may_say_who_pays(cloud, s3, bucket, version):
    public(s3, bucket)
    s3.put_object(Bucket=bucket, Key="k", Body=b"x")
    s3.put_bucket_request_payment(
        Bucket=bucket, RequestPaymentConfiguration={"Payer": "Requester"}
    )
    other = cloud.client("s3", keys=Keys("444455556666", "any"), signature_version=version)
    name = {"Bucket": bucket, "Key": "k"}
    assert requests.get(other.generate_presigned_url("get_object", name)).status_code == 403
    url = other.generate_presigned_url("get_object", name | {"RequestPayer": "requester"})
    # The newer signature leaves the header to whoever uses the URL.
    headers = {"x-amz-request-payer": "requester"} if version == "s3v4" else {}
    got = requests.get(url, headers=headers)
    assert (got.status_code, got.content) == (200, b"x")
    assert got.headers["x-amz-request-charged"] == "requester"


def test_a_url_says_what_it_was_made_for(s3, bucket):
    open_up(s3, bucket)
    params = {"Bucket": bucket, "Key": "k", "ACL": "public-read", "Metadata": {"a": "b"}}
    url = s3.generate_presigned_url("put_object", params)
    assert "x-amz-acl=public-read" in url
    assert requests.put(url, data=b"x").status_code == 200
    assert s3.head_object(Bucket=bucket, Key="k")["Metadata"] == {"a": "b"}
    grants = s3.get_object_acl(Bucket=bucket, Key="k")["Grants"]
    assert [g["Permission"] for g in grants] == ["FULL_CONTROL", "READ"]

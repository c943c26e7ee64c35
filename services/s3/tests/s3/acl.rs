use crate::help::{Bucket, bucket, send};
use haneul_s3::acl::canonical_id;
use haneul_testkit::{ACCOUNT, TestCloud};
use http::Method;
use serde_json::{Value as Json, json};

const OTHER: &str = "444455556666";

/// A bucket where lists have a say, and a root user of another account.
async fn with_lists(ownership: &str) -> (TestCloud, Bucket, Bucket) {
    let (cloud, bucket) = bucket().await;
    let rules = json!({"OwnershipControls": {"Rules": [{"ObjectOwnership": ownership}]}});
    bucket.ok("PutBucketOwnershipControls", rules).await;
    bucket.ok("DeletePublicAccessBlock", json!({})).await;
    let other = bucket.by(cloud.root_of(OTHER));
    (cloud, bucket, other)
}

fn permissions(list: &Json) -> Vec<(String, String)> {
    let grants = list["Grants"].as_array().unwrap().iter();
    let one = |grant: &Json| {
        let to = &grant["Grantee"];
        let name = to["URI"].as_str().or(to["ID"].as_str()).unwrap();
        let name = name.rsplit('/').next().unwrap().to_owned();
        (name, grant["Permission"].as_str().unwrap().to_owned())
    };
    grants.map(one).collect()
}

fn said(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    let own = |(a, b): &(&str, &str)| ((*a).to_owned(), (*b).to_owned());
    pairs.iter().map(own).collect()
}

#[tokio::test]
async fn s3_10_one_object_is_public_and_the_others_are_not() {
    let (cloud, bucket, other) = with_lists("BucketOwnerPreferred").await;
    bucket
        .put_as(json!({"Key": "open", "ACL": "public-read"}), "o")
        .await;
    bucket.put("closed", "c").await;
    let stranger = bucket.by(cloud.anonymous());
    for reader in [&stranger, &other] {
        assert_eq!(reader.get("open").await, "o");
        assert_eq!(
            reader.code("GetObject", json!({"Key": "closed"})).await,
            "AccessDenied"
        );
    }
    // Nothing but reading it.
    for operation in ["GetObjectAcl", "DeleteObject", "GetObjectTagging"] {
        assert_eq!(
            stranger.code(operation, json!({"Key": "open"})).await,
            "AccessDenied"
        );
    }
    let (status, _, text) = send(&cloud, Method::GET, "/first/open", &[], "").await;
    assert_eq!((status, text.as_str()), (200, "o"));
    bucket
        .ok("PutObjectAcl", json!({"Key": "open", "ACL": "private"}))
        .await;
    assert_eq!(
        stranger.code("GetObject", json!({"Key": "open"})).await,
        "AccessDenied"
    );
    // A public list counts for nothing while it is ignored, and cannot be set while it is blocked.
    bucket
        .ok("PutObjectAcl", json!({"Key": "open", "ACL": "public-read"}))
        .await;
    let block = |name: &str| json!({"PublicAccessBlockConfiguration": {name: true}});
    bucket
        .ok("PutPublicAccessBlock", block("IgnorePublicAcls"))
        .await;
    assert_eq!(
        stranger.code("GetObject", json!({"Key": "open"})).await,
        "AccessDenied"
    );
    bucket
        .ok("PutPublicAccessBlock", block("BlockPublicAcls"))
        .await;
    assert_eq!(stranger.get("open").await, "o");
    for acl in ["public-read", "public-read-write", "authenticated-read"] {
        let input = json!({"Key": "k", "ACL": acl});
        assert_eq!(bucket.put_err(input, "x").await.code, "AccessDenied");
        let error = bucket.err("PutBucketAcl", json!({"ACL": acl})).await;
        assert_eq!(error.status, Some(403));
    }
    // Turned off, lists are kept and count for nothing.
    let rules =
        json!({"OwnershipControls": {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}});
    bucket.ok("PutBucketOwnershipControls", rules).await;
    assert_eq!(
        stranger.code("GetObject", json!({"Key": "open"})).await,
        "AccessDenied"
    );
    let list = bucket.ok("GetObjectAcl", json!({"Key": "open"})).await;
    assert_eq!(
        permissions(&list),
        said(&[(&canonical_id(ACCOUNT), "FULL_CONTROL")])
    );
}

#[tokio::test]
async fn canned_lists() {
    let (_cloud, bucket, _) = with_lists("ObjectWriter").await;
    let me = canonical_id(ACCOUNT);
    for (acl, expected) in [
        ("private", vec![]),
        ("public-read", vec![("AllUsers", "READ")]),
        (
            "public-read-write",
            vec![("AllUsers", "READ"), ("AllUsers", "WRITE")],
        ),
        ("authenticated-read", vec![("AuthenticatedUsers", "READ")]),
        ("bucket-owner-read", vec![]),
        ("bucket-owner-full-control", vec![]),
        (
            "aws-exec-read",
            vec![(
                "6aa5a366c34c1cbe25dc49211496e913e0351eb0e8c37aa3477e40942ec6b97c",
                "READ",
            )],
        ),
    ] {
        bucket.put_as(json!({"Key": "k", "ACL": acl}), "x").await;
        let list = bucket.ok("GetObjectAcl", json!({"Key": "k"})).await;
        let mut all = vec![(me.as_str(), "FULL_CONTROL")];
        all.extend(expected);
        assert_eq!(permissions(&list), said(&all), "{acl}");
    }
}

#[tokio::test]
async fn grants_in_headers_and_documents() {
    let (cloud, bucket, other) = with_lists("ObjectWriter").await;
    let them = canonical_id(OTHER);
    let users = "uri=\"http://acs.amazonaws.com/groups/global/AuthenticatedUsers\"";
    bucket
        .put_as(
            json!({"Key": "k", "GrantRead": format!("id=\"{them}\", {users}"),
                "GrantWriteACP": format!("id={them}")}),
            "x",
        )
        .await;
    let list = bucket.ok("GetObjectAcl", json!({"Key": "k"})).await;
    assert_eq!(
        permissions(&list),
        said(&[
            (&them, "READ"),
            ("AuthenticatedUsers", "READ"),
            (&them, "WRITE_ACP")
        ])
    );
    assert_eq!(other.get("k").await, "x");
    assert_eq!(
        other.code("GetObjectAcl", json!({"Key": "k"})).await,
        "AccessDenied"
    );
    let third = bucket.by(cloud.root_of("777788889999"));
    assert_eq!(third.get("k").await, "x");
    let stranger = bucket.by(cloud.anonymous());
    assert_eq!(
        stranger.code("GetObject", json!({"Key": "k"})).await,
        "AccessDenied"
    );
    // Who may write the list may give more.
    other
        .ok(
            "PutObjectAcl",
            json!({"Key": "k", "AccessControlPolicy": {
        "Owner": list["Owner"], "Grants": [
            {"Grantee": {"Type": "CanonicalUser", "ID": them}, "Permission": "FULL_CONTROL"}]}}),
        )
        .await;
    other.ok("GetObjectAcl", json!({"Key": "k"})).await;
    assert_eq!(
        third.code("GetObject", json!({"Key": "k"})).await,
        "AccessDenied"
    );
    // The owner may do all the same.
    assert_eq!(bucket.get("k").await, "x");
    let grant = |to: Json| json!({"Owner": list["Owner"], "Grants": [{"Grantee": to, "Permission": "READ"}]});
    for (input, code, status) in [
        (
            json!({"GrantRead": "emailAddress=\"a@b.example\""}),
            "MethodNotAllowed",
            405,
        ),
        (json!({"GrantRead": "id=1"}), "InvalidArgument", 400),
        (
            json!({"GrantRead": "uri=http://a.example"}),
            "InvalidArgument",
            400,
        ),
        (json!({"GrantRead": "me"}), "InvalidArgument", 400),
        (
            json!({"ACL": "private", "GrantRead": "id=1"}),
            "InvalidRequest",
            400,
        ),
        (json!({}), "MissingSecurityHeader", 400),
        (
            json!({"AccessControlPolicy": grant(json!({"Type": "AmazonCustomerByEmail",
            "EmailAddress": "a@b.example"}))}),
            "MethodNotAllowed",
            405,
        ),
        (
            json!({"AccessControlPolicy": {"Grants": []}}),
            "MalformedACLError",
            400,
        ),
        (
            json!({"AccessControlPolicy": {"Owner": {"ID": them}, "Grants": []}}),
            "AccessDenied",
            403,
        ),
    ] {
        let error = bucket.err("PutBucketAcl", input.clone()).await;
        assert_eq!(
            (error.code.as_ref(), error.status),
            (code, Some(status)),
            "{input}"
        );
    }
}

#[tokio::test]
async fn lists_of_buckets() {
    let (cloud, bucket, other) = with_lists("ObjectWriter").await;
    let stranger = bucket.by(cloud.anonymous());
    bucket.put("k", "x").await;
    bucket
        .ok("PutBucketAcl", json!({"ACL": "public-read-write"}))
        .await;
    stranger.ok("ListObjectsV2", json!({})).await;
    // To list is not to read.
    assert_eq!(
        stranger.code("GetObject", json!({"Key": "k"})).await,
        "AccessDenied"
    );
    assert_eq!(
        stranger.code("GetObject", json!({"Key": "none"})).await,
        "AccessDenied"
    );
    stranger.put("theirs", "y").await;
    assert_eq!(
        stranger.code("GetBucketAcl", json!({})).await,
        "AccessDenied"
    );
    bucket
        .ok(
            "PutBucketAcl",
            json!({"GrantWrite": format!("id={}", canonical_id(OTHER))}),
        )
        .await;
    assert_eq!(
        stranger.put_err(json!({"Key": "k"}), "y").await.code,
        "AccessDenied"
    );
    assert_eq!(other.code("ListObjectsV2", json!({})).await, "AccessDenied");
    other.put("others", "z").await;
    // Lists that open a bucket to others stand against turning lists off.
    let rules =
        json!({"OwnershipControls": {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}});
    assert_eq!(
        bucket.code("PutBucketOwnershipControls", rules).await,
        "InvalidBucketAclWithObjectOwnership"
    );
}

#[tokio::test]
async fn objects_are_their_writers() {
    let (_cloud, bucket, other) = with_lists("ObjectWriter").await;
    bucket
        .ok(
            "PutBucketAcl",
            json!({"GrantWrite": format!("id={}", canonical_id(OTHER))}),
        )
        .await;
    let statement = json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*",
        "Action": "s3:GetObject", "Resource": "arn:aws:s3:::first/*"}]});
    bucket
        .ok("PutBucketPolicy", json!({"Policy": statement.to_string()}))
        .await;
    other.put("theirs", "x").await;
    let list = other.ok("GetObjectAcl", json!({"Key": "theirs"})).await;
    assert_eq!(list["Owner"]["ID"], canonical_id(OTHER));
    // The bucket's owner cannot read it, nor give it away; only delete it.
    assert_eq!(
        bucket.code("GetObject", json!({"Key": "theirs"})).await,
        "AccessDenied"
    );
    assert_eq!(
        bucket.code("GetObjectAcl", json!({"Key": "theirs"})).await,
        "AccessDenied"
    );
    assert_eq!(other.get("theirs").await, "x");
    let listed = bucket
        .ok("ListObjectsV2", json!({"FetchOwner": true}))
        .await;
    assert_eq!(listed["Contents"][0]["Owner"]["ID"], canonical_id(OTHER));
    let shared = json!({"Key": "theirs", "ACL": "bucket-owner-read"});
    other.put_as(shared, "y").await;
    assert_eq!(bucket.get("theirs").await, "y");
    let shared = json!({"Key": "theirs", "ACL": "bucket-owner-full-control"});
    other.put_as(shared.clone(), "z").await;
    let list = bucket.ok("GetObjectAcl", json!({"Key": "theirs"})).await;
    assert_eq!(list["Owner"]["ID"], canonical_id(OTHER));
    bucket.ok("DeleteObject", json!({"Key": "theirs"})).await;
    // Where the owner is preferred, who hands over gives away.
    let rules =
        json!({"OwnershipControls": {"Rules": [{"ObjectOwnership": "BucketOwnerPreferred"}]}});
    bucket.ok("PutBucketOwnershipControls", rules).await;
    other.put_as(shared, "z").await;
    let list = bucket.ok("GetObjectAcl", json!({"Key": "theirs"})).await;
    assert_eq!(list["Owner"]["ID"], canonical_id(ACCOUNT));
    other.put("kept", "z").await;
    assert_eq!(
        bucket.code("GetObject", json!({"Key": "kept"})).await,
        "AccessDenied"
    );
    let id = other
        .ok("CreateMultipartUpload", json!({"Key": "parts"}))
        .await["UploadId"]
        .clone();
    let part = json!({"Key": "parts", "UploadId": id, "PartNumber": 1});
    let etag = other.send("UploadPart", part, "x").await.unwrap().output["ETag"].clone();
    other
        .ok(
            "CompleteMultipartUpload",
            json!({"Key": "parts", "UploadId": id,
            "MultipartUpload": {"Parts": [{"PartNumber": 1, "ETag": etag}]}}),
        )
        .await;
    assert_eq!(
        bucket.code("GetObject", json!({"Key": "parts"})).await,
        "AccessDenied"
    );
}

#[tokio::test]
async fn each_version_has_its_list() {
    let (cloud, bucket, _) = with_lists("ObjectWriter").await;
    let on = json!({"VersioningConfiguration": {"Status": "Enabled"}});
    bucket.ok("PutBucketVersioning", on).await;
    let first = bucket
        .put_as(json!({"Key": "k", "ACL": "public-read"}), "1")
        .await["VersionId"]
        .clone();
    let second = bucket.put("k", "2").await["VersionId"].clone();
    let stranger = bucket.by(cloud.anonymous());
    let get = |version: &Json| json!({"Key": "k", "VersionId": version});
    assert_eq!(stranger.get_as(get(&first)).await.body, "1");
    assert_eq!(
        stranger.code("GetObject", json!({"Key": "k"})).await,
        "AccessDenied"
    );
    bucket
        .ok(
            "PutObjectAcl",
            json!({"Key": "k", "VersionId": first, "ACL": "private"}),
        )
        .await;
    bucket
        .ok("PutObjectAcl", json!({"Key": "k", "ACL": "public-read"}))
        .await;
    assert_eq!(
        stranger.code("GetObject", get(&first)).await,
        "AccessDenied"
    );
    assert_eq!(stranger.get_as(get(&second)).await.body, "2");
}

#[tokio::test]
async fn a_denial_in_the_policy_wins() {
    let (cloud, bucket, _) = with_lists("ObjectWriter").await;
    bucket
        .put_as(json!({"Key": "k", "ACL": "public-read"}), "x")
        .await;
    let statement = json!({"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": "*",
        "Action": "s3:GetObject", "Resource": "arn:aws:s3:::first/*"}]});
    bucket
        .ok("PutBucketPolicy", json!({"Policy": statement.to_string()}))
        .await;
    let stranger = bucket.by(cloud.anonymous());
    assert_eq!(
        stranger.code("GetObject", json!({"Key": "k"})).await,
        "AccessDenied"
    );
}

#[tokio::test]
async fn an_account_blocks_for_all_its_buckets() {
    let (cloud, bucket, _) = with_lists("ObjectWriter").await;
    bucket
        .put_as(json!({"Key": "k", "ACL": "public-read"}), "x")
        .await;
    let stranger = bucket.by(cloud.anonymous());
    let root = cloud.root();
    let control = async |operation: &str, mut input: Json| {
        input["AccountId"] = json!(ACCOUNT);
        root.call("s3control", operation, input).await
    };
    let error = control("GetPublicAccessBlock", json!({}))
        .await
        .unwrap_err();
    assert_eq!(
        (error.code.as_ref(), error.status),
        ("NoSuchPublicAccessBlockConfiguration", Some(404))
    );
    let block = json!({"PublicAccessBlockConfiguration": {"BlockPublicAcls": true,
        "IgnorePublicAcls": true, "BlockPublicPolicy": false, "RestrictPublicBuckets": false}});
    control("PutPublicAccessBlock", block.clone())
        .await
        .unwrap();
    assert_eq!(
        control("GetPublicAccessBlock", json!({})).await.unwrap(),
        block
    );
    assert_eq!(
        stranger.code("GetObject", json!({"Key": "k"})).await,
        "AccessDenied"
    );
    assert_eq!(
        bucket
            .code("PutBucketAcl", json!({"ACL": "public-read"}))
            .await,
        "AccessDenied"
    );
    // The bucket itself still says nothing, whatever is written to it meanwhile.
    let tags = json!({"Tagging": {"TagSet": [{"Key": "a", "Value": "b"}]}});
    bucket.ok("PutBucketTagging", tags).await;
    assert_eq!(
        bucket.code("GetPublicAccessBlock", json!({})).await,
        "NoSuchPublicAccessBlockConfiguration"
    );
    control("DeletePublicAccessBlock", json!({})).await.unwrap();
    assert_eq!(stranger.get("k").await, "x");
    let theirs = json!({"AccountId": OTHER});
    let error = root
        .call("s3control", "GetPublicAccessBlock", theirs)
        .await
        .unwrap_err();
    assert_eq!(error.code, "AccessDenied");
}

#[tokio::test]
async fn buckets_are_made_with_lists_that_say_nothing_of_them() {
    let (cloud, _bucket) = crate::help::bucket().await;
    for (name, list) in [
        ("one", "bucket-owner-full-control"),
        ("two", "bucket-owner-read"),
        ("three", "private"),
    ] {
        let new = Bucket {
            client: cloud.root(),
            name: name.to_owned(),
        };
        new.ok("CreateBucket", json!({"ACL": list})).await;
        let acl = new.ok("GetBucketAcl", json!({})).await;
        assert_eq!(permissions(&acl).len(), 1, "{list}");
    }
}

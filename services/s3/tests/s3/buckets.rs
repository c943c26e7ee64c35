use crate::help::{bucket, cloud, detail, header, make};
use haneul_testkit::ACCOUNT;
use serde_json::json;
use std::time::Duration;

#[tokio::test]
async fn s3_2_objects_need_a_bucket() {
    let (_cloud, mut bucket) = bucket().await;
    bucket.name = "missing".to_owned();
    let error = bucket.put_err(json!({"Key": "k"}), "x").await;
    assert_eq!(
        (error.code.as_ref(), error.status),
        ("NoSuchBucket", Some(404))
    );
    assert_eq!(detail(&error, "BucketName"), Some("missing"));
    for operation in [
        "HeadBucket",
        "DeleteBucket",
        "ListObjectsV2",
        "GetBucketLocation",
    ] {
        assert_eq!(bucket.code(operation, json!({})).await, "NoSuchBucket");
    }
    bucket.name = "No Such_Name".to_owned();
    assert_eq!(
        bucket.code("HeadBucket", json!({})).await,
        "InvalidBucketName"
    );
}

#[tokio::test]
async fn s3_2_names_are_unique_over_accounts_and_regions() {
    let cloud = cloud().await;
    let here = make(&cloud.root(), "taken").await;
    let other = here.by(cloud.root_of("999988887777"));
    assert_eq!(
        other.code("CreateBucket", json!({})).await,
        "BucketAlreadyExists"
    );
    // The oldest region answers its owner as if it had just been created.
    assert_eq!(
        here.ok("CreateBucket", json!({})).await["Location"],
        "/taken"
    );
    let seoul = here.by(cloud.root().in_region("ap-northeast-2"));
    let input = json!({"CreateBucketConfiguration": {"LocationConstraint": "ap-northeast-2"}});
    assert_eq!(
        seoul.code("CreateBucket", input.clone()).await,
        "BucketAlreadyOwnedByYou"
    );
    let mine = crate::help::Bucket {
        name: "mine".to_owned(),
        ..seoul.clone()
    };
    mine.ok("CreateBucket", input.clone()).await;
    assert_eq!(
        mine.code("CreateBucket", input).await,
        "BucketAlreadyOwnedByYou"
    );
}

#[tokio::test]
async fn creating() {
    let (cloud, base) = bucket().await;
    let named = |name: &str| crate::help::Bucket {
        name: name.to_owned(),
        ..base.clone()
    };
    for (name, input, code) in [
        ("UPPER", json!({}), "InvalidBucketName"),
        ("ab", json!({}), "InvalidBucketName"),
        (
            "b-1",
            json!({"CreateBucketConfiguration": {"LocationConstraint": "eu-west-1"}}),
            "IllegalLocationConstraintException",
        ),
        (
            "b-1",
            json!({"CreateBucketConfiguration": {"LocationConstraint": "moon-1"}}),
            "InvalidLocationConstraint",
        ),
        (
            "b-1",
            json!({"ACL": "public-read"}),
            "InvalidBucketAclWithObjectOwnership",
        ),
        (
            "b-1",
            json!({"ACL": "public-read", "ObjectOwnership": "ObjectWriter"}),
            "InvalidBucketAclWithBlockPublicAccessError",
        ),
        (
            "b-1",
            json!({"GrantRead": "id=1"}),
            "InvalidBucketAclWithObjectOwnership",
        ),
        (
            "b-1",
            json!({"BucketNamespace": "account-regional"}),
            "NotImplemented",
        ),
        (
            "b-1",
            json!({"CreateBucketConfiguration": {"Tags": [{"Key": "aws:x", "Value": ""}]}}),
            "InvalidTag",
        ),
    ] {
        assert_eq!(
            named(name).code("CreateBucket", input.clone()).await,
            code,
            "{name} {input}"
        );
    }
    let west = cloud.root().in_region("eu-west-1");
    let bucket = named("west").by(west);
    let error = bucket.err("CreateBucket", json!({})).await;
    assert_eq!(error.code, "IllegalLocationConstraintException");
    assert!(
        error
            .message
            .starts_with("The unspecified location constraint")
    );
    let old = json!({"CreateBucketConfiguration": {"LocationConstraint": "EU"}});
    let made = bucket.ok("CreateBucket", old).await;
    assert_eq!(made["Location"], "http://localhost:4566/west");
    assert_eq!(made["BucketArn"], "arn:aws:s3:::west");
    let tagged = json!({"ACL": "private", "ObjectOwnership": "BucketOwnerPreferred",
        "CreateBucketConfiguration": {"Tags": [{"Key": "team", "Value": "a"}]}});
    let tagging = named("tagged");
    tagging.ok("CreateBucket", tagged).await;
    let tags = tagging.ok("GetBucketTagging", json!({})).await;
    assert_eq!(tags["TagSet"], json!([{"Key": "team", "Value": "a"}]));
}

#[tokio::test]
async fn a_bucket_is_reached_in_its_region() {
    let cloud = cloud().await;
    let seoul = cloud.root().in_region("ap-northeast-2");
    let home = crate::help::Bucket {
        client: seoul,
        name: "seoul".to_owned(),
    };
    home.ok(
        "CreateBucket",
        json!({"CreateBucketConfiguration": {"LocationConstraint": "ap-northeast-2"}}),
    )
    .await;
    assert_eq!(
        home.ok("HeadBucket", json!({})).await["BucketRegion"],
        "ap-northeast-2"
    );
    let away = home.by(cloud.root());
    for operation in [
        "HeadBucket",
        "ListObjectsV2",
        "GetBucketPolicy",
        "DeleteBucket",
    ] {
        let error = away.err(operation, json!({})).await;
        assert_eq!(
            (error.code.as_ref(), error.status),
            ("PermanentRedirect", Some(301))
        );
        assert_eq!(
            header(&error.headers, "x-amz-bucket-region"),
            Some("ap-northeast-2")
        );
        assert_eq!(
            detail(&error, "Endpoint"),
            Some("seoul.s3.ap-northeast-2.amazonaws.com")
        );
    }
    for client in [&home, &away] {
        let location = client.ok("GetBucketLocation", json!({})).await;
        assert_eq!(location["LocationConstraint"], "ap-northeast-2");
    }
    let oldest = make(&cloud.root(), "oldest").await;
    assert_eq!(oldest.ok("GetBucketLocation", json!({})).await, json!({}));
}

#[tokio::test]
async fn deleting() {
    let (cloud, bucket) = bucket().await;
    bucket.put("k", "x").await;
    let error = bucket.err("DeleteBucket", json!({})).await;
    assert_eq!(
        (error.code.as_ref(), error.status),
        ("BucketNotEmpty", Some(409))
    );
    bucket.ok("DeleteObject", json!({"Key": "k"})).await;
    let upload = bucket
        .ok("CreateMultipartUpload", json!({"Key": "m"}))
        .await;
    let id = &upload["UploadId"];
    let part = json!({"Key": "m", "UploadId": id, "PartNumber": 1});
    bucket
        .send("UploadPart", part, crate::help::bytes(100_000))
        .await
        .unwrap();
    assert_eq!(bucket.blobs().await, 1);
    bucket.ok("DeleteBucket", json!({})).await;
    assert_eq!(bucket.code("HeadBucket", json!({})).await, "NoSuchBucket");
    // What the upload left behind goes, and a new bucket of that name knows nothing of it.
    make(&cloud.root(), "first").await;
    let listed = bucket.ok("ListMultipartUploads", json!({})).await;
    assert_eq!(listed["Uploads"], json!([]));
    let abort = json!({"Key": "m", "UploadId": id});
    assert_eq!(
        bucket.code("AbortMultipartUpload", abort).await,
        "NoSuchUpload"
    );
    cloud.advance(Duration::from_secs(61)).await;
    assert_eq!(bucket.blobs().await, 0);
}

#[tokio::test]
async fn listing_buckets() {
    let cloud = cloud().await;
    let root = cloud.root();
    for name in ["alpha", "beta-1", "beta-2", "gamma"] {
        make(&root, name).await;
    }
    let seoul = root.in_region("ap-northeast-2");
    let far = crate::help::Bucket {
        client: seoul,
        name: "beta-3".to_owned(),
    };
    far.ok(
        "CreateBucket",
        json!({"CreateBucketConfiguration": {"LocationConstraint": "ap-northeast-2"}}),
    )
    .await;
    make(&cloud.root_of("999988887777"), "others").await;
    let names = |list: &serde_json::Value| -> Vec<String> {
        let buckets = list["Buckets"].as_array().unwrap();
        buckets
            .iter()
            .map(|b| b["Name"].as_str().unwrap().to_owned())
            .collect()
    };
    let list = |input| {
        let root = root.clone();
        async move { root.call("s3", "ListBuckets", input).await.unwrap() }
    };
    let all = list(json!({})).await;
    assert_eq!(
        names(&all),
        ["alpha", "beta-1", "beta-2", "beta-3", "gamma"]
    );
    assert_eq!(all["Owner"]["ID"].as_str().unwrap().len(), 64);
    assert_eq!(all["Buckets"][3]["BucketRegion"], "ap-northeast-2");
    assert!(all.get("ContinuationToken").is_none());
    assert_eq!(
        names(&list(json!({"Prefix": "beta"})).await),
        ["beta-1", "beta-2", "beta-3"]
    );
    assert_eq!(
        names(&list(json!({"BucketRegion": "ap-northeast-2"})).await),
        ["beta-3"]
    );
    let (mut got, mut token) = (Vec::new(), None);
    loop {
        let page = list(json!({"MaxBuckets": 2, "ContinuationToken": token})).await;
        got.extend(names(&page));
        token = page
            .get("ContinuationToken")
            .map(|t| t.as_str().unwrap().to_owned());
        if token.is_none() {
            break;
        }
    }
    assert_eq!(got, names(&all));
    let page = list(json!({"MaxBuckets": 2})).await;
    let input = json!({"Prefix": "beta", "ContinuationToken": page["ContinuationToken"]});
    assert_eq!(
        root.refusal("s3", "ListBuckets", input).await,
        "InvalidArgument"
    );
    assert_eq!(
        root.refusal("s3", "ListBuckets", json!({"MaxBuckets": 0}))
            .await,
        "InvalidArgument"
    );
}

#[tokio::test]
async fn the_expected_owner_must_be_the_owner() {
    let (_cloud, bucket) = bucket().await;
    bucket
        .ok("HeadBucket", json!({"ExpectedBucketOwner": ACCOUNT}))
        .await;
    let wrong = json!({"ExpectedBucketOwner": "999988887777"});
    let error = bucket.err("HeadBucket", wrong.clone()).await;
    assert_eq!(
        (error.code.as_ref(), error.message.as_str(), error.status),
        ("AccessDenied", "Access Denied", Some(403))
    );
    let error = bucket
        .put_err(
            json!({"Key": "k", "ExpectedBucketOwner": "999988887777"}),
            "x",
        )
        .await;
    assert_eq!(error.code, "AccessDenied");
}

#[tokio::test]
async fn s3_20_nothing_is_to_be_provisioned() {
    let model = haneul_model::model("s3").unwrap();
    let input = model.shape(model.operation("CreateBucket").unwrap().input.unwrap());
    let names: Vec<_> = input
        .members()
        .iter()
        .map(|m| m.name.to_ascii_lowercase())
        .collect();
    assert!(
        !names
            .iter()
            .any(|n| n.contains("capacity") || n.contains("instance") || n.contains("size"))
    );
}

/// Neither of a bucket nor of anything else in S3.
#[tokio::test]
async fn s3_16_there_are_no_security_groups() {
    for id in ["s3", "s3control"] {
        let model = haneul_model::model(id).unwrap();
        for operation in &model.operations {
            let Some(input) = operation.input else {
                continue;
            };
            for member in model.shape(input).members() {
                let name = member.name.to_ascii_lowercase();
                let named = name.contains("securitygroup") || name.contains("security_group");
                assert!(!named, "{} of {}", member.name, operation.name);
            }
        }
    }
}

/// Data, metadata of S3's and of one's own, and a key of which there is one in a bucket.
#[tokio::test]
async fn sto_2_an_object_has_data_metadata_and_a_key() {
    let (_cloud, bucket) = bucket().await;
    for (version, body) in [("1", "first"), ("2", "then another")] {
        let said =
            json!({"Key": "a/key", "ContentType": "text/x", "Metadata": {"version": version}});
        bucket.put_as(said, body).await;
        let got = bucket.get_as(json!({"Key": "a/key"})).await;
        assert_eq!(got.body, body);
        assert_eq!(got.output["ContentLength"], body.len());
        assert_eq!(got.output["ContentType"], "text/x");
        assert_eq!(got.output["Metadata"], json!({"version": version}));
        assert!(got.output["LastModified"].is_number() && got.output["ETag"].is_string());
        let list = bucket.ok("ListObjectsV2", json!({})).await;
        assert_eq!(list["KeyCount"], 1);
        assert_eq!(list["Contents"][0]["Key"], "a/key");
        assert_eq!(list["Contents"][0]["Size"], body.len());
    }
}

use crate::help::{bucket, send};
use http::Method;
use serde_json::json;

#[tokio::test]
async fn what_was_never_configured() {
    let (_cloud, bucket) = bucket().await;
    for (operation, code) in [
        ("GetBucketCors", "NoSuchCORSConfiguration"),
        ("GetBucketWebsite", "NoSuchWebsiteConfiguration"),
        (
            "GetBucketLifecycleConfiguration",
            "NoSuchLifecycleConfiguration",
        ),
        (
            "GetBucketReplication",
            "ReplicationConfigurationNotFoundError",
        ),
        (
            "GetObjectLockConfiguration",
            "ObjectLockConfigurationNotFoundError",
        ),
        ("GetBucketPolicy", "NoSuchBucketPolicy"),
        ("GetBucketPolicyStatus", "NoSuchBucketPolicy"),
        ("GetBucketTagging", "NoSuchTagSet"),
    ] {
        let error = bucket.err(operation, json!({})).await;
        assert_eq!(
            (error.code.as_ref(), error.status),
            (code, Some(404)),
            "{operation}"
        );
    }
    for operation in [
        "GetBucketVersioning",
        "GetBucketLogging",
        "GetBucketAccelerateConfiguration",
        "GetBucketNotificationConfiguration",
    ] {
        assert_eq!(
            bucket.ok(operation, json!({})).await,
            json!({}),
            "{operation}"
        );
    }
    for operation in [
        "ListBucketInventoryConfigurations",
        "ListBucketAnalyticsConfigurations",
        "ListBucketMetricsConfigurations",
        "ListBucketIntelligentTieringConfigurations",
    ] {
        assert_eq!(
            bucket.ok(operation, json!({})).await,
            json!({"IsTruncated": false}),
            "{operation}"
        );
    }
    assert_eq!(
        bucket.ok("GetBucketRequestPayment", json!({})).await["Payer"],
        "BucketOwner"
    );
    let rules = bucket.ok("GetBucketEncryption", json!({})).await;
    let rule = &rules["ServerSideEncryptionConfiguration"]["Rules"][0];
    assert_eq!(
        rule["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"],
        "AES256"
    );
    assert_eq!(rule["BucketKeyEnabled"], false);
}

/// Every operation of the models is done, or refused by its name; the README says which are.
#[tokio::test]
async fn what_is_not_done_is_refused_by_name() {
    let (cloud, bucket) = bucket().await;
    let error = bucket.err("CreateSession", json!({})).await;
    assert_eq!(
        (error.code.as_ref(), error.status),
        ("NotImplemented", Some(501))
    );
    assert!(error.message.contains("CreateSession"), "{}", error.message);
    let (status, _, body) = send(&cloud, Method::GET, "/first/k?torrent", &[], "").await;
    assert_eq!(status, 501, "{body}");
    assert!(body.contains("S3:GetObjectTorrent"), "{body}");
    let done = cloud.cloud.implemented();
    let missing = |model: &str| -> Vec<&str> {
        let all = haneul_model::model(model).unwrap().operations.iter();
        let done = &done[model];
        all.map(|operation| operation.name)
            .filter(|name| !done.contains(name))
            .collect()
    };
    let old = [
        "GetBucketLifecycle",
        "GetBucketNotification",
        "PutBucketLifecycle",
        "PutBucketNotification",
    ];
    let named = |name: &&str| {
        name.contains("BucketMetadata")
            || name.contains("ObjectAnnotation")
            || old.contains(name)
            || include_str!("../../README.md").contains(&format!("`{name}`"))
    };
    let unnamed: Vec<&str> = missing("s3")
        .into_iter()
        .filter(|name| !named(name))
        .collect();
    assert!(unnamed.is_empty(), "{unnamed:?}");
    let groups = [
        "AccessGrant",
        "AccessPoint",
        "DataAccess",
        "StorageLensGroup",
        "Bucket",
    ];
    let missing = missing("s3control");
    let unnamed: Vec<_> = missing
        .iter()
        .filter(|name| !groups.iter().any(|group| name.contains(group)))
        .collect();
    assert!(unnamed.is_empty(), "{unnamed:?}");
}

#[tokio::test]
async fn ownership() {
    let (_cloud, bucket) = bucket().await;
    let rules =
        |ownership: &str| json!({"OwnershipControls": {"Rules": [{"ObjectOwnership": ownership}]}});
    assert_eq!(
        bucket.ok("GetBucketOwnershipControls", json!({})).await,
        rules("BucketOwnerEnforced")
    );
    assert_eq!(
        bucket
            .code("PutBucketAcl", json!({"ACL": "public-read"}))
            .await,
        "AccessControlListNotSupported"
    );
    bucket
        .ok("PutBucketOwnershipControls", rules("BucketOwnerPreferred"))
        .await;
    assert_eq!(
        bucket.ok("GetBucketOwnershipControls", json!({})).await,
        rules("BucketOwnerPreferred")
    );
    // With lists on, public ones are blocked.
    assert_eq!(
        bucket
            .code("PutBucketAcl", json!({"ACL": "public-read"}))
            .await,
        "AccessDenied"
    );
    bucket.ok("DeletePublicAccessBlock", json!({})).await;
    bucket
        .ok("PutBucketAcl", json!({"ACL": "public-read"}))
        .await;
    bucket.ok("PutBucketAcl", json!({"ACL": "private"})).await;
    bucket.ok("DeleteBucketOwnershipControls", json!({})).await;
    assert_eq!(
        bucket.code("GetBucketOwnershipControls", json!({})).await,
        "OwnershipControlsNotFoundError"
    );
    assert_eq!(
        bucket
            .code(
                "PutBucketOwnershipControls",
                json!({"OwnershipControls": {"Rules": []}})
            )
            .await,
        "MalformedXML"
    );
}

#[tokio::test]
async fn lists_of_access() {
    let (_cloud, bucket) = bucket().await;
    bucket.put("k", "x").await;
    let list = bucket.ok("GetBucketAcl", json!({})).await;
    assert_eq!(list["Grants"][0]["Permission"], "FULL_CONTROL");
    assert_eq!(list["Grants"][0]["Grantee"]["ID"], list["Owner"]["ID"]);
    assert_eq!(bucket.ok("GetObjectAcl", json!({"Key": "k"})).await, list);
    // What it says already may be said again.
    bucket
        .ok("PutBucketAcl", json!({"AccessControlPolicy": list}))
        .await;
    bucket
        .ok(
            "PutObjectAcl",
            json!({"Key": "k", "AccessControlPolicy": list}),
        )
        .await;
    bucket
        .ok(
            "PutObjectAcl",
            json!({"Key": "k", "ACL": "bucket-owner-full-control"}),
        )
        .await;
    let mut others = list.clone();
    others["Grants"][0]["Grantee"]["ID"] = json!("f".repeat(64));
    for operation in ["PutBucketAcl", "PutObjectAcl"] {
        let mut input = json!({"AccessControlPolicy": others});
        if operation == "PutObjectAcl" {
            input["Key"] = json!("k");
        }
        assert_eq!(
            bucket.code(operation, input).await,
            "AccessControlListNotSupported"
        );
    }
    assert_eq!(
        bucket.code("PutBucketAcl", json!({})).await,
        "MissingSecurityHeader"
    );
    let both = json!({"ACL": "private", "GrantRead": "id=1"});
    assert_eq!(bucket.code("PutBucketAcl", both).await, "InvalidRequest");
}

#[tokio::test]
async fn metrics_and_analytics_are_kept_as_they_were_put() {
    let (_cloud, bucket) = bucket().await;
    let id = json!({"Id": "one"});
    for (name, more) in [
        ("Metrics", json!({})),
        ("Analytics", json!({"StorageClassAnalysis": {}})),
    ] {
        let operation = |verb: &str| format!("{verb}Bucket{name}Configuration");
        let missing = bucket.code(&operation("Get"), id.clone()).await;
        assert_eq!(missing, "NoSuchConfiguration");
        for filter in [
            json!(null),
            json!({"Prefix": "p"}),
            json!({"Tag": {"Key": "k", "Value": "v"}}),
            json!({"And": {"Prefix": "p", "Tags": [{"Key": "k", "Value": "v"}]}}),
        ] {
            let mut wanted = more.clone();
            wanted["Id"] = json!("one");
            if !filter.is_null() {
                wanted["Filter"] = filter;
            }
            let mut put = id.clone();
            let member = format!("{name}Configuration");
            put[&member] = wanted.clone();
            bucket.ok(&operation("Put"), put).await;
            assert_eq!(
                bucket.ok(&operation("Get"), id.clone()).await[&member],
                wanted
            );
            let list = format!("ListBucket{name}Configurations");
            let list = bucket.ok(&list, json!({})).await;
            assert_eq!(list[format!("{name}ConfigurationList")], json!([wanted]));
        }
        bucket.ok(&operation("Delete"), id.clone()).await;
        let gone = bucket.code(&operation("Delete"), id.clone()).await;
        assert_eq!(gone, "NoSuchConfiguration");
    }
    let destination = json!({"S3BucketDestination": {"Format": "CSV", "Bucket": "arn:aws:s3:::b"}});
    let export = json!({"DataExport": {"OutputSchemaVersion": "V_1", "Destination": destination}});
    let put = json!({"Id": "one", "AnalyticsConfiguration": {"Id": "one", "StorageClassAnalysis": export}});
    let code = bucket.code("PutBucketAnalyticsConfiguration", put).await;
    assert_eq!(code, "NotImplemented");
}

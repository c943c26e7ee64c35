//! Versions and delete markers.

use crate::help::{Bucket, bucket, header};
use serde_json::{Value as Json, json};

async fn keep(bucket: &Bucket, status: &str) {
    let wanted = json!({"VersioningConfiguration": {"Status": status}});
    bucket.ok("PutBucketVersioning", wanted).await;
}

/// The listing in short: key, version, whether it is the newest, and whether it is a marker.
async fn listed(bucket: &Bucket) -> Vec<(String, String, bool, bool)> {
    let list = bucket.ok("ListObjectVersions", json!({})).await;
    let of = |name: &str, marker: bool| -> Vec<_> {
        let rows = list[name].as_array().cloned().unwrap_or_default();
        rows.iter()
            .map(|row| {
                let text = |name: &str| row[name].as_str().unwrap().to_owned();
                let newest = row["IsLatest"].as_bool().unwrap();
                (text("Key"), text("VersionId"), newest, marker)
            })
            .collect()
    };
    [of("Versions", false), of("DeleteMarkers", true)].concat()
}

fn version(answer: &Json) -> String {
    answer["VersionId"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn s3_11_old_versions_stay_and_deleting_leaves_a_marker() {
    let (_cloud, bucket) = bucket().await;
    assert_eq!(bucket.ok("GetBucketVersioning", json!({})).await, json!({}));
    bucket.put("k", "zero").await;
    keep(&bucket, "Enabled").await;
    let status = bucket.ok("GetBucketVersioning", json!({})).await;
    assert_eq!(status, json!({"Status": "Enabled"}));
    let one = version(&bucket.put("k", "one").await);
    let two = version(&bucket.put("k", "two").await);
    assert_eq!(bucket.get("k").await, "two");
    for (id, body) in [("null", "zero"), (&*one, "one"), (&*two, "two")] {
        let got = bucket.get_as(json!({"Key": "k", "VersionId": id})).await;
        assert_eq!(
            (got.body.as_ref(), got.output["VersionId"].as_str()),
            (body.as_bytes(), Some(id))
        );
    }
    let deleted = bucket.ok("DeleteObject", json!({"Key": "k"})).await;
    assert_eq!(deleted["DeleteMarker"], true);
    let mark = version(&deleted);
    let error = bucket.err("GetObject", json!({"Key": "k"})).await;
    assert_eq!(error.code, "NoSuchKey");
    assert_eq!(header(&error.headers, "x-amz-delete-marker"), Some("true"));
    assert_eq!(header(&error.headers, "x-amz-version-id"), Some(&*mark));
    let by_id = json!({"Key": "k", "VersionId": mark});
    let error = bucket.err("GetObject", by_id.clone()).await;
    assert_eq!(
        (error.code.as_ref(), error.status),
        ("MethodNotAllowed", Some(405))
    );
    let entry = |id: &str, newest, marker| ("k".to_owned(), id.to_owned(), newest, marker);
    assert_eq!(
        listed(&bucket).await,
        [
            entry(&two, false, false),
            entry(&one, false, false),
            entry("null", false, false),
            entry(&mark, true, true)
        ]
    );
    assert_eq!(bucket.ok("ListObjectsV2", json!({})).await["KeyCount"], 0);
    // Without its marker the object is back.
    let deleted = bucket.ok("DeleteObject", by_id).await;
    assert_eq!(
        (&deleted["DeleteMarker"], version(&deleted)),
        (&json!(true), mark)
    );
    assert_eq!(bucket.get("k").await, "two");
    // And without its newest version the one before is current.
    bucket
        .ok("DeleteObject", json!({"Key": "k", "VersionId": two}))
        .await;
    assert_eq!(bucket.get("k").await, "one");
    let error = bucket
        .err("GetObject", json!({"Key": "k", "VersionId": two}))
        .await;
    assert_eq!(error.code, "NoSuchVersion");
    assert_eq!(
        bucket.code("DeleteBucket", json!({})).await,
        "BucketNotEmpty"
    );
    bucket
        .ok("DeleteObject", json!({"Key": "k", "VersionId": one}))
        .await;
    assert_eq!(bucket.get("k").await, "zero");
    bucket
        .ok("DeleteObject", json!({"Key": "k", "VersionId": "null"}))
        .await;
    bucket.ok("DeleteBucket", json!({})).await;
}

#[tokio::test]
async fn suspended_buckets_replace_the_null_version_only() {
    let (_cloud, bucket) = bucket().await;
    keep(&bucket, "Enabled").await;
    let one = version(&bucket.put("k", "one").await);
    keep(&bucket, "Suspended").await;
    assert_eq!(version(&bucket.put("k", "two").await), "null");
    assert_eq!(version(&bucket.put("k", "three").await), "null");
    let entry = |id: &str, newest, marker| ("k".to_owned(), id.to_owned(), newest, marker);
    assert_eq!(
        listed(&bucket).await,
        [entry("null", true, false), entry(&one, false, false)]
    );
    // The marker takes the null version's place.
    let deleted = bucket.ok("DeleteObject", json!({"Key": "k"})).await;
    assert_eq!(deleted, json!({"DeleteMarker": true, "VersionId": "null"}));
    assert_eq!(
        listed(&bucket).await,
        [entry(&one, false, false), entry("null", true, true)]
    );
    keep(&bucket, "Enabled").await;
    let four = version(&bucket.put("k", "four").await);
    assert_eq!(
        listed(&bucket).await,
        [
            entry(&four, true, false),
            entry(&one, false, false),
            entry("null", false, true)
        ]
    );
    keep(&bucket, "Suspended").await;
    bucket.put("k", "five").await;
    assert_eq!(
        listed(&bucket).await,
        [
            entry("null", true, false),
            entry(&four, false, false),
            entry(&one, false, false)
        ]
    );
    assert_eq!(bucket.get("k").await, "five");
}

#[tokio::test]
async fn large_bytes_go_with_their_version() {
    let (_cloud, bucket) = bucket().await;
    keep(&bucket, "Enabled").await;
    let large = crate::help::bytes(100_000);
    let first = version(&bucket.put("k", large.clone()).await);
    let second = version(&bucket.put("k", crate::help::bytes(200_000)).await);
    assert_eq!(bucket.blobs().await, 2);
    let got = bucket.get_as(json!({"Key": "k", "VersionId": first})).await;
    assert_eq!(got.body, large);
    bucket
        .ok("DeleteObject", json!({"Key": "k", "VersionId": second}))
        .await;
    assert_eq!((bucket.blobs().await, bucket.get("k").await), (1, large));
    bucket.ok("DeleteObject", json!({"Key": "k"})).await;
    assert_eq!(bucket.blobs().await, 1);
}

#[tokio::test]
async fn pages_of_versions_make_the_whole() {
    let (_cloud, bucket) = bucket().await;
    bucket.put("a/1", "null").await;
    keep(&bucket, "Enabled").await;
    for key in ["a", "a/1", "a/2", "b", "하"] {
        for _ in 0..3 {
            bucket.put(key, key).await;
        }
        bucket.ok("DeleteObject", json!({"Key": key})).await;
    }
    let whole = bucket.ok("ListObjectVersions", json!({})).await;
    let count = |list: &Json, name: &str| list[name].as_array().map_or(0, Vec::len);
    assert_eq!(
        (count(&whole, "Versions"), count(&whole, "DeleteMarkers")),
        (16, 5)
    );
    for size in 1..8 {
        let (mut versions, mut markers) = (Vec::new(), Vec::new());
        let mut input = json!({"MaxKeys": size});
        loop {
            let page = bucket.ok("ListObjectVersions", input.clone()).await;
            let rows = |name: &str| page[name].as_array().cloned().unwrap_or_default();
            versions.extend(rows("Versions"));
            markers.extend(rows("DeleteMarkers"));
            assert!(rows("Versions").len() + rows("DeleteMarkers").len() <= size);
            if page["IsTruncated"] != true {
                break;
            }
            input["KeyMarker"] = page["NextKeyMarker"].clone();
            input["VersionIdMarker"] = page["NextVersionIdMarker"].clone();
        }
        assert_eq!(Json::from(versions), whole["Versions"], "pages of {size}");
        assert_eq!(
            Json::from(markers),
            whole["DeleteMarkers"],
            "pages of {size}"
        );
    }
    let folders = bucket
        .ok("ListObjectVersions", json!({"Delimiter": "/"}))
        .await;
    assert_eq!(folders["CommonPrefixes"], json!([{"Prefix": "a/"}]));
    assert_eq!(count(&folders, "Versions"), 9);
}

#[tokio::test]
async fn many_keys_at_once_leave_markers() {
    let (_cloud, bucket) = bucket().await;
    keep(&bucket, "Enabled").await;
    let one = version(&bucket.put("a", "one").await);
    let two = version(&bucket.put("a", "two").await);
    let wanted = json!({"Delete": {"Objects": [{"Key": "a", "VersionId": one}, {"Key": "b"}]}});
    let done = bucket.ok("DeleteObjects", wanted).await;
    let deleted = done["Deleted"].as_array().unwrap();
    assert_eq!(deleted[0], json!({"Key": "a", "VersionId": one}));
    assert_eq!(deleted[1]["DeleteMarker"], true);
    assert!(
        deleted[1]["DeleteMarkerVersionId"]
            .as_str()
            .is_some_and(|id| id.len() == 32)
    );
    assert_eq!(bucket.get("a").await, "two");
    // A copy of an older version brings it back.
    let three = version(&bucket.put("a", "three").await);
    let source = format!("{}/a?versionId={two}", bucket.name);
    let copied = bucket
        .ok("CopyObject", json!({"Key": "a", "CopySource": source}))
        .await;
    assert_eq!(copied["CopySourceVersionId"], two);
    assert_ne!(version(&copied), three);
    assert_eq!(bucket.get("a").await, "two");
}

#[tokio::test]
async fn tags_are_of_a_version() {
    let (_cloud, bucket) = bucket().await;
    keep(&bucket, "Enabled").await;
    let old = version(&bucket.put("k", "old").await);
    let new = version(&bucket.put("k", "new").await);
    let set = json!([{"Key": "a", "Value": "1"}]);
    let tagged = json!({"Key": "k", "VersionId": old, "Tagging": {"TagSet": set}});
    assert_eq!(version(&bucket.ok("PutObjectTagging", tagged).await), old);
    let tags = bucket
        .ok("GetObjectTagging", json!({"Key": "k", "VersionId": old}))
        .await;
    assert_eq!(tags, json!({"VersionId": old, "TagSet": set}));
    let tags = bucket.ok("GetObjectTagging", json!({"Key": "k"})).await;
    assert_eq!(tags, json!({"VersionId": new, "TagSet": []}));
    for wrong in ["x", "", &"-".repeat(32)] {
        let input = json!({"Key": "k", "VersionId": wrong});
        assert_eq!(
            bucket.code("GetObjectTagging", input).await,
            "InvalidArgument"
        );
    }
    bucket.ok("DeleteObject", json!({"Key": "k"})).await;
    assert_eq!(
        bucket.code("GetObjectTagging", json!({"Key": "k"})).await,
        "NoSuchKey"
    );
}

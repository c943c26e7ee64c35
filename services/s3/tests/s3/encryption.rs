//! Bytes at rest, and keys of customers.

use crate::help::{Bucket, bucket, bytes, make};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use haneul_testkit::TestCloud;
use md5::{Digest, Md5};
use serde_json::{Value as Json, json};

fn with_key(mut input: Json, key: u8) -> Json {
    let key = [key; 32];
    input["SSECustomerAlgorithm"] = json!("AES256");
    input["SSECustomerKey"] = json!(BASE64_STANDARD.encode(key));
    input["SSECustomerKeyMD5"] = json!(BASE64_STANDARD.encode(Md5::digest(key)));
    input
}

async fn open_to_keys() -> (TestCloud, Bucket) {
    let (cloud, bucket) = bucket().await;
    let rule = json!({"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"},
        "BlockedEncryptionTypes": {"EncryptionType": ["NONE"]}});
    let wanted = json!({"ServerSideEncryptionConfiguration": {"Rules": [rule]}});
    bucket.ok("PutBucketEncryption", wanted).await;
    (cloud, bucket)
}

/// Everything that lies in blobs.
async fn at_rest(bucket: &Bucket) -> Vec<u8> {
    let blobs = &bucket.client.cloud.blobs;
    let mut all = Vec::new();
    for listed in blobs.list().all().await.unwrap() {
        let mut reader = blobs.read(listed.id, 0..u64::MAX).await.unwrap();
        while let Some(piece) = reader.next().await {
            all.extend(piece.unwrap());
        }
    }
    all
}

fn contains(all: &[u8], part: &[u8]) -> bool {
    all.windows(part.len()).any(|window| window == part)
}

#[tokio::test]
async fn nothing_lies_in_the_clear() {
    let (_cloud, bucket) = bucket().await;
    let line = b"a line that anybody who finds the disk could read\n";
    let large = line.repeat(3_000);
    let put = bucket.put("large", large.clone()).await;
    assert_eq!(put["ServerSideEncryption"], "AES256");
    assert!(!contains(&at_rest(&bucket).await, line));
    let mut rows = Vec::new();
    bucket.put("small", &line[..]).await;
    bucket.client.cloud.store.export(&mut rows).unwrap();
    assert!(!contains(&rows, line));
    assert_eq!(bucket.get("large").await, large);
    assert_eq!(bucket.get("small").await, &line[..]);
    for range in [
        "bytes=0-0",
        "bytes=65519-65521",
        "bytes=-5",
        "bytes=131000-131100",
    ] {
        let got = bucket.get_as(json!({"Key": "large", "Range": range})).await;
        let shown = got.output["ContentRange"].as_str().unwrap().to_owned();
        let (from, to) = shown["bytes ".len()..]
            .split_once('/')
            .unwrap()
            .0
            .split_once('-')
            .unwrap();
        let (from, to): (usize, usize) = (from.parse().unwrap(), to.parse().unwrap());
        assert_eq!(got.body, large[from..=to]);
    }
}

#[tokio::test]
async fn s3_14_a_customers_key_is_needed_and_never_kept() {
    let (_cloud, bucket) = open_to_keys().await;
    for size in [0, 10, 100_000] {
        let body = bytes(size);
        let put = bucket
            .put_as(with_key(json!({"Key": "k"}), 1), body.clone())
            .await;
        assert_eq!(put["SSECustomerAlgorithm"], "AES256");
        assert_eq!(put["ServerSideEncryption"], json!(null));
        let got = bucket.get_as(with_key(json!({"Key": "k"}), 1)).await;
        assert_eq!(got.body, body);
        for operation in ["GetObject", "HeadObject"] {
            let error = bucket.err(operation, json!({"Key": "k"})).await;
            assert_eq!(
                (error.code.as_ref(), error.status),
                ("InvalidRequest", Some(400))
            );
            let error = bucket
                .err(operation, with_key(json!({"Key": "k"}), 2))
                .await;
            assert_eq!(
                (error.code.as_ref(), error.status),
                ("AccessDenied", Some(403))
            );
        }
    }
    let mut rows = Vec::new();
    bucket.client.cloud.store.export(&mut rows).unwrap();
    assert!(!contains(&rows, &[1; 32]) && !contains(&at_rest(&bucket).await, &[1; 32]));
    // A copy needs the key of what it copies, and may have another.
    let source = format!("{}/k", bucket.name);
    let mut copy = with_key(json!({"Key": "copy", "CopySource": source}), 3);
    assert_eq!(
        bucket.code("CopyObject", copy.clone()).await,
        "InvalidRequest"
    );
    for (name, value) in with_key(json!({}), 1).as_object().unwrap() {
        copy[format!("CopySource{name}")] = value.clone();
    }
    bucket.ok("CopyObject", copy).await;
    let got = bucket.get_as(with_key(json!({"Key": "copy"}), 3)).await;
    assert_eq!(got.body, bytes(100_000));
    bucket.put("plain", "x").await;
    assert_eq!(
        bucket
            .code("GetObject", with_key(json!({"Key": "plain"}), 1))
            .await,
        "InvalidRequest"
    );
}

#[tokio::test]
async fn parts_under_a_customers_key() {
    let (_cloud, bucket) = open_to_keys().await;
    let upload = bucket
        .ok("CreateMultipartUpload", with_key(json!({"Key": "m"}), 1))
        .await;
    let part = |n: i64| json!({"Key": "m", "UploadId": upload["UploadId"], "PartNumber": n});
    let refused = bucket.send("UploadPart", part(1), "x").await.unwrap_err();
    assert_eq!(refused.code, "InvalidRequest");
    let mut parts = Vec::new();
    for (n, size) in [(1, 5 << 20), (2, 10)] {
        let sent = bucket
            .send("UploadPart", with_key(part(n), 1), bytes(size))
            .await
            .unwrap();
        parts.push(json!({"PartNumber": n, "ETag": sent.output["ETag"]}));
    }
    let whole =
        json!({"Key": "m", "UploadId": upload["UploadId"], "MultipartUpload": {"Parts": parts}});
    bucket.ok("CompleteMultipartUpload", whole).await;
    let got = bucket.get_as(with_key(json!({"Key": "m"}), 1)).await;
    assert_eq!(got.body.len(), (5 << 20) + 10);
    assert_eq!(got.body.slice(5 << 20..), bytes(10));
    assert_eq!(
        bucket.code("GetObject", json!({"Key": "m"})).await,
        "InvalidRequest"
    );
}

#[tokio::test]
async fn keys_that_are_refused() {
    let (_cloud, closed) = bucket().await;
    let input = with_key(json!({"Key": "k"}), 1);
    assert_eq!(
        closed.put_err(input.clone(), "x").await.code,
        "AccessDenied"
    );
    let blocked = closed.ok("GetBucketEncryption", json!({})).await;
    let rule = &blocked["ServerSideEncryptionConfiguration"]["Rules"][0];
    assert_eq!(
        rule["BlockedEncryptionTypes"],
        json!({"EncryptionType": ["SSE-C"]})
    );
    let (_cloud, open) = open_to_keys().await;
    for (member, value) in [
        ("SSECustomerAlgorithm", json!("AES128")),
        ("SSECustomerAlgorithm", json!(null)),
        ("SSECustomerKey", json!(null)),
        ("SSECustomerKey", json!("c2hvcnQ=")),
        ("SSECustomerKeyMD5", json!(null)),
        ("SSECustomerKeyMD5", json!("XUFAKrxLKna5cZ2REBfFkg==")),
    ] {
        let mut input = input.clone();
        input[member] = value;
        let code = open.put_err(input, "x").await.code;
        assert!(["InvalidArgument", "InvalidEncryptionAlgorithmError"].contains(&code.as_ref()));
    }
}

#[tokio::test]
async fn nothing_is_sealed_while_a_node_could_not_read_it() {
    let (_cloud, bucket) = bucket().await;
    let store = &bucket.client.cloud.store;
    let line = b"a line that an older node reads as it is\n";
    store.set_level(1);
    let old = make(&bucket.client, "old").await;
    for (key, body) in [("small", line.to_vec()), ("large", line.repeat(3_000))] {
        let put = old.put(key, body.clone()).await;
        assert_eq!(put["ServerSideEncryption"], json!(null));
        assert_eq!(old.get(key).await, body);
    }
    assert!(contains(&at_rest(&old).await, line));
    let keep = json!({"VersioningConfiguration": {"Status": "Enabled"}});
    assert_eq!(
        old.err("PutBucketVersioning", keep.clone()).await.status,
        Some(503)
    );
    let theirs = old.put_err(with_key(json!({"Key": "k"}), 1), "x").await;
    assert_eq!(theirs.code, "AccessDenied");
    // Once every node knows it, what was there is read, and what is new is sealed.
    store.set_level(2);
    old.ok("PutBucketVersioning", keep).await;
    assert_eq!(old.get("large").await, line.repeat(3_000));
    let put = old.put("small", "sealed").await;
    assert_eq!(put["ServerSideEncryption"], "AES256");
    let was = old
        .get_as(json!({"Key": "small", "VersionId": "null"}))
        .await;
    assert_eq!(was.body, &line[..]);
}

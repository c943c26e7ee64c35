//! Over files, with the process going away in between.

use crate::help::{Bucket, bytes, make};
use haneul_blob::Blobs;
use haneul_pipeline::{Caller, Cloud, Parts, Settings};
use haneul_runtime::Random;
use haneul_s3::S3;
use haneul_store::Store;
use haneul_testkit::{ACCOUNT, Client, NoIdentity, REGION};
use serde_json::json;
use std::path::Path;
use std::sync::Arc;

pub async fn open(dir: &Path) -> Client {
    let cloud = Cloud::open(Parts {
        store: Store::open(&dir.join("store")).unwrap(),
        blobs: Blobs::open(&dir.join("blobs")).unwrap(),
        random: Random::from_host(),
        services: vec![Arc::new(S3)],
        identity: Arc::new(NoIdentity),
        reconcilers: Vec::new(),
        settings: Settings::default(),
        node: None,
    });
    Client {
        cloud: cloud.await.unwrap(),
        caller: Caller::root("aws", ACCOUNT, "AKIAROOT"),
        account: ACCOUNT.to_owned(),
        region: REGION.to_owned(),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_acknowledged_is_there_after_a_restart() {
    let dir = tempfile::tempdir().unwrap();
    let bucket = make(&open(dir.path()).await, "first").await;
    let upload = bucket
        .ok("CreateMultipartUpload", json!({"Key": "m"}))
        .await;
    let part = |n| json!({"Key": "m", "UploadId": upload["UploadId"], "PartNumber": n});
    let one = bucket
        .send("UploadPart", part(1), bytes(5 << 20))
        .await
        .unwrap();
    for (key, length) in [("empty", 0), ("small", 100), ("large", 3 << 20)] {
        bucket.put(key, bytes(length)).await;
    }
    let name = bucket.name.clone();
    drop(bucket);
    let bucket = Bucket {
        client: open(dir.path()).await,
        name,
    };
    for (key, length) in [("empty", 0), ("small", 100), ("large", 3 << 20)] {
        assert_eq!(bucket.get(key).await, bytes(length), "{key}");
    }
    let two = bucket.send("UploadPart", part(2), bytes(10)).await.unwrap();
    let parts = json!([{"PartNumber": 1, "ETag": one.output["ETag"]}, {"PartNumber": 2, "ETag": two.output["ETag"]}]);
    let complete =
        json!({"Key": "m", "UploadId": upload["UploadId"], "MultipartUpload": {"Parts": parts}});
    bucket.ok("CompleteMultipartUpload", complete).await;
    assert_eq!(bucket.get("m").await, [bytes(5 << 20), bytes(10)].concat());
    assert_eq!(bucket.blobs().await, 2);
}

/// Whole objects, old or new, while they are replaced, deleted and put together under the reader.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn s3_5_readers_see_one_object_or_the_other() {
    let dir = tempfile::tempdir().unwrap();
    let bucket = make(&open(dir.path()).await, "first").await;
    let bodies = [bytes(400_000), bytes((5 << 20) + 9), bytes(20)];
    bucket.put("k", bodies[0].clone()).await;
    let writer = {
        let (bucket, bodies) = (bucket.clone(), bodies.clone());
        tokio::spawn(async move {
            for _ in 0..6 {
                bucket.put("k", bodies[2].clone()).await;
                let upload = bucket
                    .ok("CreateMultipartUpload", json!({"Key": "k"}))
                    .await;
                let mut parts = Vec::new();
                for (n, body) in [
                    (1, bodies[1].slice(..5 << 20)),
                    (2, bodies[1].slice(5 << 20..)),
                ] {
                    let input =
                        json!({"Key": "k", "UploadId": upload["UploadId"], "PartNumber": n});
                    let sent = bucket.send("UploadPart", input, body).await.unwrap();
                    parts.push(json!({"PartNumber": n, "ETag": sent.output["ETag"]}));
                }
                let input = json!({"Key": "k", "UploadId": upload["UploadId"], "MultipartUpload": {"Parts": parts}});
                bucket.ok("CompleteMultipartUpload", input).await;
                bucket.put("k", bodies[0].clone()).await;
            }
        })
    };
    let readers: Vec<_> = (0..3)
        .map(|_| {
            let (bucket, bodies) = (bucket.clone(), bodies.clone());
            tokio::spawn(async move {
                for _ in 0..60 {
                    let got = bucket.get("k").await;
                    assert!(bodies.contains(&got), "{} bytes", got.len());
                }
            })
        })
        .collect();
    writer.await.unwrap();
    for reader in readers {
        reader.await.unwrap();
    }
    assert_eq!(bucket.get("k").await, bodies[0]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn puts_to_different_keys_run_side_by_side() {
    let dir = tempfile::tempdir().unwrap();
    let bucket = make(&open(dir.path()).await, "first").await;
    let puts: Vec<_> = (0..64)
        .map(|n| {
            let bucket = bucket.clone();
            tokio::spawn(async move { bucket.put(&format!("k{n}"), bytes(n * 1_000)).await })
        })
        .collect();
    for put in puts {
        put.await.unwrap();
    }
    assert_eq!(bucket.ok("ListObjectsV2", json!({})).await["KeyCount"], 64);
}

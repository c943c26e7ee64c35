//! Snapshots and resets replace everything at once.

use crate::probe::{cloud, notes};
use bytes::Bytes;
use haneul_blob::BlobId;
use haneul_pipeline::snapshot;
use serde_json::json;

#[tokio::test]
async fn a_snapshot_brings_back_rows_blobs_and_the_clock() {
    let cloud = cloud().await;
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("one.haneul");
    let root = cloud.root();
    root.call("sqs", "CreateQueue", json!({ "QueueName": "before" }))
        .await
        .unwrap();
    let id = BlobId([7; 16]);
    let mut writer = cloud.cloud.blobs.create(id).await.unwrap();
    writer.write(Bytes::from(vec![5; 300_000])).await.unwrap();
    writer.finish().await.unwrap();
    let then = cloud.cloud.clock.now();
    snapshot::save(&cloud.cloud, &path).await.unwrap();

    root.call("sqs", "CreateQueue", json!({ "QueueName": "after" }))
        .await
        .unwrap();
    cloud.advance(std::time::Duration::from_secs(99)).await;
    cloud.cloud.blobs.delete(id).await.unwrap();
    snapshot::load(&cloud.cloud, &path).await.unwrap();

    assert_eq!(notes(&cloud), ["created before"]);
    assert_eq!(cloud.cloud.clock.now(), then);
    let mut reader = cloud.cloud.blobs.read(id, 0..u64::MAX).await.unwrap();
    let mut length = 0;
    while let Some(piece) = reader.next().await {
        length += piece.unwrap().len();
    }
    assert_eq!(length, 300_000);
}

#[tokio::test]
async fn a_damaged_snapshot_replaces_nothing() {
    let cloud = cloud().await;
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("one.haneul");
    let root = cloud.root();
    root.call("sqs", "CreateQueue", json!({ "QueueName": "before" }))
        .await
        .unwrap();
    snapshot::save(&cloud.cloud, &path).await.unwrap();
    let whole = std::fs::read(&path).unwrap();
    for cut in [4, whole.len() / 2, whole.len() - 1] {
        std::fs::write(&path, &whole[..cut]).unwrap();
        assert!(snapshot::load(&cloud.cloud, &path).await.is_err());
        assert_eq!(notes(&cloud), ["created before"]);
    }
}

#[tokio::test]
async fn a_reset_empties_everything_but_the_first_account() {
    let cloud = cloud().await;
    let account = cloud.cloud.account();
    cloud
        .root()
        .call("sqs", "CreateQueue", json!({ "QueueName": "q" }))
        .await
        .unwrap();
    cloud.cloud.reset().await.unwrap();
    assert!(notes(&cloud).is_empty());
    assert_eq!(cloud.cloud.account(), account);
    assert!(cloud.with_key(&account.root_access_key).caller.is_root());
}

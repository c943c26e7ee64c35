//! Blobs in an object store, which is a second Haneul.

use crate::cloud::Cloud;
use crate::conformance::{self, ALL, id, read, sample, write};
use haneul_blob::Blobs;
use std::time::Duration;

const MIB: usize = 1 << 20;

#[tokio::test]
async fn what_holds_for_all_blobs() {
    let cloud = Cloud::store().await;
    let blobs = Blobs::object_store(&cloud.address(&cloud.host))
        .await
        .unwrap();
    conformance::holds(&blobs).await;
}

#[tokio::test]
async fn blobs_in_several_parts() {
    let cloud = Cloud::store().await;
    let blobs = Blobs::object_store(&cloud.address(&cloud.host))
        .await
        .unwrap();
    for (n, len) in [8 * MIB - 1, 8 * MIB, 8 * MIB + 1, 16 * MIB - 100, 100 * MIB]
        .into_iter()
        .enumerate()
    {
        let (id, bytes) = (id(n as u8), sample(len));
        assert_eq!(write(&blobs, id, &bytes, MIB - 3).await.len, len as u64);
        assert!(read(&blobs, id, ALL).await.unwrap() == bytes, "{len}");
        for (from, to) in [(0, 1), (len - 1, len), (8 * MIB - 2, 8 * MIB + 70_000)] {
            let found = read(&blobs, id, from as u64..to as u64).await.unwrap();
            let expected = bytes.get(from..to.min(len)).unwrap_or_default();
            assert!(found == expected, "{len}: {from}..{to}");
        }
    }
    assert_eq!(blobs.list().all().await.unwrap().len(), 5);
    assert_eq!(cloud.unfinished().await, 0);
}

#[tokio::test]
async fn a_dropped_writer_ends_its_upload() {
    let cloud = Cloud::store().await;
    let blobs = Blobs::object_store(&cloud.address(&cloud.host))
        .await
        .unwrap();
    let mut writer = blobs.create(id(1)).await.unwrap();
    for _ in 0..20 {
        writer.write(vec![1; MIB].into()).await.unwrap();
    }
    assert_eq!(cloud.unfinished().await, 1);
    drop(writer);
    for _ in 0..500 {
        if cloud.unfinished().await == 0 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("the upload is still there");
}

/// What was begun is read to its end: the store has sent, or keeps, what it promised.
#[tokio::test]
async fn a_reader_reads_on_what_another_node_deletes() {
    let cloud = Cloud::store().await;
    let one = Blobs::object_store(&cloud.address(&cloud.host))
        .await
        .unwrap();
    let other = Blobs::object_store(&cloud.address(&cloud.host))
        .await
        .unwrap();
    let bytes = sample(20 * MIB);
    write(&one, id(1), &bytes, MIB).await;
    let mut reading = other.read(id(1), ALL).await.unwrap();
    let mut found = reading.next().await.unwrap().unwrap().to_vec();
    one.delete(id(1)).await.unwrap();
    while let Some(piece) = reading.next().await {
        found.extend_from_slice(&piece.unwrap());
    }
    assert!(found == bytes);
}

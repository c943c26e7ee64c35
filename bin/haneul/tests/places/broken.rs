//! Connections that break in the middle: what is given out is right, and an end comes soon.

use crate::cloud::Cloud;
use crate::conformance::{ALL, id, read, sample, write};
use crate::proxy::Proxy;
use haneul_blob::{BlobError, Blobs};
use std::time::{Duration, Instant};

const MIB: usize = 1 << 20;

#[tokio::test]
async fn a_download_goes_on_where_it_broke_off() {
    let cloud = Cloud::store().await;
    let proxy = Proxy::to(&cloud.host).await;
    let blobs = Blobs::object_store(&cloud.address(&proxy.host))
        .await
        .unwrap();
    let bytes = sample(20 * MIB);
    write(&blobs, id(1), &bytes, MIB).await;
    proxy.cut(4, 3 * MIB);
    assert!(read(&blobs, id(1), ALL).await.unwrap() == bytes);
    assert_eq!(proxy.cuts_left(), 0);
}

#[tokio::test]
async fn a_download_that_always_breaks_ends() {
    let cloud = Cloud::store().await;
    let proxy = Proxy::to(&cloud.host).await;
    let blobs = Blobs::object_store(&cloud.address(&proxy.host))
        .await
        .unwrap();
    let bytes = sample(20 * MIB);
    write(&blobs, id(1), &bytes, MIB).await;
    let mut reading = blobs.read(id(1), ALL).await.unwrap();
    let mut found = reading.next().await.unwrap().unwrap().to_vec();
    proxy.cut(i64::MAX, 1);
    let began = Instant::now();
    let broken = loop {
        match reading.next().await {
            Some(Ok(piece)) => found.extend_from_slice(&piece),
            end => break end,
        }
    };
    assert!(matches!(broken, Some(Err(BlobError::Unavailable(_)))));
    assert!(reading.next().await.is_none());
    assert!(found.len() < bytes.len() && bytes.starts_with(&found));
    assert!(began.elapsed() < Duration::from_secs(30));
}

#[tokio::test]
async fn an_upload_survives_a_cut_and_not_an_outage() {
    let cloud = Cloud::store().await;
    let proxy = Proxy::to(&cloud.host).await;
    let blobs = Blobs::object_store(&cloud.address(&proxy.host))
        .await
        .unwrap();
    let bytes = sample(30 * MIB);
    proxy.cut(2, 3 * MIB);
    write(&blobs, id(1), &bytes, MIB).await;
    assert_eq!(proxy.cuts_left(), 0);
    assert!(read(&blobs, id(1), ALL).await.unwrap() == bytes);

    proxy.cut(i64::MAX, MIB);
    let began = Instant::now();
    let mut writer = blobs.create(id(2)).await.unwrap();
    let mut outcome = Ok(());
    for piece in bytes.chunks(MIB) {
        outcome = outcome.and(writer.write(piece.to_vec().into()).await);
    }
    let finished = writer.finish().await;
    assert!(matches!(outcome, Err(BlobError::Unavailable(_))));
    assert!(matches!(finished, Err(BlobError::Broken)));
    assert!(began.elapsed() < Duration::from_secs(30));
    proxy.cut(0, 0);
    assert_eq!(blobs.list().all().await.unwrap().len(), 1);
}

//! A cloud whose large bytes lie in an object store, as its clients see it.

use crate::cloud::{Cloud, answer};
use crate::conformance::sample;
use std::io::Write;

const MIB: usize = 1 << 20;

#[tokio::test]
async fn objects_come_and_go() {
    let store = Cloud::store().await;
    let cloud = Cloud::on(&store.address(&store.host));
    cloud.put("shop", "", b"").await;
    let body = sample(9 * MIB);
    assert_eq!(cloud.put("shop", "large", &body).await.status, 200);
    assert!(cloud.get("shop", "large").await.body == body);
    let below = |listed: Vec<u8>| {
        String::from_utf8(listed)
            .unwrap()
            .matches("<Key>below/")
            .count()
    };
    assert_eq!(below(store.get("bytes", "").await.body), 1);
    assert_eq!(cloud.delete("shop", "large").await.status, 204);
    assert_eq!(below(store.get("bytes", "").await.body), 0);
}

#[tokio::test]
async fn an_outage_is_said_and_passes() {
    let mut store = Cloud::store().await;
    let cloud = Cloud::on(&store.address(&store.host));
    cloud.put("shop", "", b"").await;
    let body = sample(MIB);
    assert_eq!(cloud.put("shop", "large", &body).await.status, 200);
    store.stop();
    let (put, got, small) = tokio::join!(
        cloud.put("shop", "more", &body),
        cloud.get("shop", "large"),
        cloud.put("shop", "small", b"in a row"),
    );
    assert_eq!((put.status, got.status, small.status), (503, 503, 200));
    assert_eq!(cloud.get("shop", "more").await.status, 404);
}

/// Neither an upload nor a download is held in memory, however large.
#[tokio::test]
async fn memory_does_not_grow_with_an_object() {
    const SIZE: usize = 128 * MIB;
    let store = Cloud::store().await;
    let cloud = Cloud::on(&store.address(&store.host));
    cloud.put("shop", "", b"").await;
    let piece = sample(MIB);
    cloud.put("shop", "warm", &piece).await;
    let before = cloud.peak();
    let mut stream = cloud.open("PUT", "shop", "large", &[], SIZE).await;
    for _ in 0..SIZE / MIB {
        stream.write_all(&piece).unwrap();
    }
    assert_eq!(answer(stream).status, 200);
    let after_upload = cloud.peak();
    let found = cloud.get("shop", "large").await.body;
    assert!(found.len() == SIZE && found.chunks(MIB).all(|chunk| chunk == piece));
    println!("{before}, {after_upload}, {} MiB", cloud.peak());
    assert!(cloud.peak() < before + 64);
}

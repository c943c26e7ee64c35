//! What holds for blobs wherever they lie.

use bytes::Bytes;
use haneul_blob::{BlobError, BlobId, Blobs, Finished, Result};
use std::ops::Range;

pub const ALL: Range<u64> = 0..u64::MAX;
const K: usize = 1024;

pub fn id(n: u8) -> BlobId {
    BlobId([n; 16])
}

pub fn sample(len: usize) -> Vec<u8> {
    let mut state = 1u64;
    let step = |_| {
        state = state
            .wrapping_mul(6364136223846793005)
            .wrapping_add(1442695040888963407);
        (state >> 56) as u8
    };
    (0..len).map(step).collect()
}

pub async fn write(blobs: &Blobs, id: BlobId, bytes: &[u8], piece: usize) -> Finished {
    let mut writer = blobs.create(id).await.unwrap();
    for piece in bytes.chunks(piece) {
        writer.write(Bytes::copy_from_slice(piece)).await.unwrap();
    }
    writer.finish().await.unwrap()
}

pub async fn read(blobs: &Blobs, id: BlobId, range: Range<u64>) -> Result<Vec<u8>> {
    let mut reader = blobs.read(id, range).await?;
    let mut all = Vec::new();
    while let Some(piece) = reader.next().await {
        all.extend_from_slice(&piece?);
    }
    Ok(all)
}

/// All of the list, over an empty place.
pub async fn holds(blobs: &Blobs) {
    sizes_and_ranges(blobs).await;
    listed_and_deleted(blobs).await;
    an_unfinished_blob_is_no_blob(blobs).await;
    the_same_again_is_the_same(blobs).await;
    deleting_waits_for_a_hold(blobs).await;
}

pub async fn sizes_and_ranges(blobs: &Blobs) {
    let sizes = [0, 1, 64 * K - 1, 64 * K, 64 * K + 1, 300 * K, 5000 * K + 77];
    for (n, len) in sizes.into_iter().enumerate() {
        let (id, bytes) = (id(n as u8), sample(len));
        let finished = write(blobs, id, &bytes, 50_000).await;
        assert_eq!(finished.len, len as u64);
        let crc = crc_fast::checksum(crc_fast::CrcAlgorithm::Crc64Nvme, &bytes);
        assert_eq!(finished.crc, crc);
        let reader = blobs.read(id, ALL).await.unwrap();
        assert_eq!(
            (reader.blob_len(), reader.blob_crc(), reader.remaining()),
            (len as u64, crc, len as u64)
        );
        ranges(blobs, id, &bytes).await;
        blobs.delete(id).await.unwrap();
    }
}

async fn ranges(blobs: &Blobs, id: BlobId, bytes: &[u8]) {
    let len = bytes.len();
    let ends = [
        0,
        1,
        65_535,
        65_536,
        65_537,
        262_144,
        300_000,
        len / 2,
        len,
        len + 5,
    ];
    for (from, to) in ends
        .iter()
        .flat_map(|from| ends.iter().map(move |to| (*from, *to)))
    {
        let expected = bytes.get(from..to.min(len)).unwrap_or_default();
        let found = read(blobs, id, from as u64..to as u64).await.unwrap();
        assert!(found == expected, "{len}: {from}..{to}");
    }
}

pub async fn listed_and_deleted(blobs: &Blobs) {
    for n in [0, 7, 255] {
        write(blobs, id(n), b"x", 1).await;
    }
    let listed = blobs.list().all().await.unwrap();
    let ids: Vec<_> = listed.iter().map(|listed| listed.id).collect();
    assert_eq!(ids, [id(0), id(7), id(255)]);
    assert!(listed.iter().all(|listed| listed.age.as_secs() < 60));
    let mut reading = blobs.read(id(7), ALL).await.unwrap();
    blobs.delete(id(7)).await.unwrap();
    blobs.delete(id(7)).await.unwrap();
    assert_eq!(reading.next().await.unwrap().unwrap(), "x");
    assert!(matches!(
        read(blobs, id(7), ALL).await,
        Err(BlobError::NotFound(_))
    ));
    for n in [0, 255] {
        blobs.delete(id(n)).await.unwrap();
    }
    assert!(blobs.list().all().await.unwrap().is_empty());
}

/// More than one part of an upload.
pub async fn an_unfinished_blob_is_no_blob(blobs: &Blobs) {
    let mut writer = blobs.create(id(1)).await.unwrap();
    for _ in 0..20 {
        writer.write(vec![1; 1 << 20].into()).await.unwrap();
    }
    assert!(matches!(
        read(blobs, id(1), ALL).await,
        Err(BlobError::NotFound(_))
    ));
    drop(writer);
    assert!(blobs.list().all().await.unwrap().is_empty());
}

/// As when a snapshot is loaded again, or by two at once.
async fn the_same_again_is_the_same(blobs: &Blobs) {
    let bytes = sample(70_000);
    let mut first = blobs.create(id(9)).await.unwrap();
    let mut second = blobs.create(id(9)).await.unwrap();
    first.write(bytes.clone().into()).await.unwrap();
    second.write(bytes.clone().into()).await.unwrap();
    first.finish().await.unwrap();
    second.finish().await.unwrap();
    assert!(read(blobs, id(9), ALL).await.unwrap() == bytes);
    blobs.delete(id(9)).await.unwrap();
}

async fn deleting_waits_for_a_hold(blobs: &Blobs) {
    write(blobs, id(3), b"held", 4).await;
    let hold = blobs.hold();
    blobs.delete(id(3)).await.unwrap();
    assert_eq!(read(blobs, id(3), ALL).await.unwrap(), b"held");
    drop(hold);
    for _ in 0..500 {
        if blobs.list().all().await.unwrap().is_empty() {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("it is still there after the hold");
}

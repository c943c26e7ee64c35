//! Blobs over files and over memory.

use bytes::Bytes;
use haneul_blob::{BlobError, BlobId, Blobs, Finished, Result};
use std::ops::Range;
use std::path::{Path, PathBuf};

const ALL: Range<u64> = 0..u64::MAX;

fn id(n: u8) -> BlobId {
    BlobId([n; 16])
}

fn sample(len: usize) -> Vec<u8> {
    let mut state = 1u64;
    let step = |_| {
        state = state
            .wrapping_mul(6364136223846793005)
            .wrapping_add(1442695040888963407);
        (state >> 56) as u8
    };
    (0..len).map(step).collect()
}

async fn write(blobs: &Blobs, id: BlobId, bytes: &[u8], piece: usize) -> Finished {
    let mut writer = blobs.create(id).await.unwrap();
    for piece in bytes.chunks(piece) {
        writer.write(Bytes::copy_from_slice(piece)).await.unwrap();
    }
    writer.finish().await.unwrap()
}

async fn read(blobs: &Blobs, id: BlobId, range: Range<u64>) -> Result<Vec<u8>> {
    let mut reader = blobs.read(id, range).await?;
    let mut all = Vec::new();
    while let Some(piece) = reader.next().await {
        all.extend_from_slice(&piece?);
    }
    Ok(all)
}

fn file_of(dir: &Path, id: BlobId) -> PathBuf {
    let name = id.to_string();
    dir.join(&name[..2]).join(&name[2..])
}

fn files_below(dir: &Path) -> usize {
    let entries = std::fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    entries
        .map(|path| if path.is_dir() { files_below(&path) } else { 1 })
        .sum()
}

async fn round_trips(blobs: &Blobs) {
    const K: usize = 1024;
    for (n, len) in [0, 1, 64 * K - 1, 64 * K, 64 * K + 1, 300 * K, 5000 * K + 77]
        .into_iter()
        .enumerate()
    {
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
}

#[tokio::test]
async fn files_round_trip() {
    let dir = tempfile::tempdir().unwrap();
    round_trips(&Blobs::open(dir.path()).unwrap()).await;
    round_trips_again_after_reopening(dir.path()).await;
}

async fn round_trips_again_after_reopening(dir: &Path) {
    let blobs = Blobs::open(dir).unwrap();
    assert_eq!(read(&blobs, id(5), ALL).await.unwrap(), sample(300 * 1024));
}

#[tokio::test]
async fn memory_round_trips() {
    round_trips(&Blobs::memory()).await;
}

#[tokio::test]
async fn damage_is_never_returned() {
    let dir = tempfile::tempdir().unwrap();
    let blobs = Blobs::open(dir.path()).unwrap();
    let bytes = sample(400_000);
    write(&blobs, id(1), &bytes, 400_000).await;
    let path = file_of(dir.path(), id(1));
    let good = std::fs::read(&path).unwrap();
    for at in [
        0,
        70_000,
        399_999,
        400_003,
        good.len() - 1,
        good.len() - 40,
        good.len() - 20,
    ] {
        let mut bad = good.clone();
        bad[at] ^= 0x10;
        std::fs::write(&path, &bad).unwrap();
        let found = read(&blobs, id(1), ALL).await;
        assert!(matches!(found, Err(BlobError::Corrupt { .. })), "byte {at}");
    }
    for len in [0, 39, 70_000, good.len() - 1] {
        std::fs::write(&path, &good[..len]).unwrap();
        assert!(matches!(
            read(&blobs, id(1), ALL).await,
            Err(BlobError::Corrupt { .. })
        ));
    }
    let mut bad = good.clone();
    bad[300_000] ^= 1;
    std::fs::write(&path, &bad).unwrap();
    let elsewhere = read(&blobs, id(1), 10..200_000).await.unwrap();
    assert_eq!(elsewhere, &bytes[10..200_000]);
}

#[tokio::test]
async fn an_unfinished_blob_is_no_blob() {
    let dir = tempfile::tempdir().unwrap();
    let blobs = Blobs::open(dir.path()).unwrap();
    let mut writer = blobs.create(id(1)).await.unwrap();
    for _ in 0..8 {
        writer.write(vec![1; 1 << 20].into()).await.unwrap();
    }
    assert!(matches!(
        read(&blobs, id(1), ALL).await,
        Err(BlobError::NotFound(_))
    ));
    drop(writer);
    for _ in 0..200 {
        if files_below(dir.path()) == 0 {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("a temporary file is left");
}

#[tokio::test]
async fn opening_sweeps_what_a_crash_left() {
    let dir = tempfile::tempdir().unwrap();
    let blobs = Blobs::open(dir.path()).unwrap();
    let mut writer = blobs.create(id(1)).await.unwrap();
    writer.write(vec![1; 3 << 20].into()).await.unwrap();
    writer.write(vec![1; 3 << 20].into()).await.unwrap();
    std::mem::forget(writer);
    assert_eq!(files_below(dir.path()), 1);
    let blobs = Blobs::open(dir.path()).unwrap();
    assert_eq!(files_below(dir.path()), 0);
    assert_eq!(blobs.list().count(), 0);
}

#[tokio::test]
async fn blobs_are_listed_and_deleted() {
    let dir = tempfile::tempdir().unwrap();
    for blobs in [Blobs::memory(), Blobs::open(dir.path()).unwrap()] {
        for n in [0, 7, 255] {
            write(&blobs, id(n), b"x", 1).await;
        }
        let listed: Vec<_> = blobs.list().map(|listed| listed.unwrap()).collect();
        let ids: Vec<_> = listed.iter().map(|listed| listed.id).collect();
        assert_eq!(ids, [id(0), id(7), id(255)]);
        assert!(listed.iter().all(|listed| listed.age().as_secs() < 60));
        let mut reading = blobs.read(id(7), ALL).await.unwrap();
        assert!(blobs.delete(id(7)).await.unwrap());
        assert!(!blobs.delete(id(7)).await.unwrap());
        assert_eq!(reading.next().await.unwrap().unwrap(), "x");
        assert_eq!(blobs.list().count(), 2);
        assert!(matches!(
            read(&blobs, id(7), ALL).await,
            Err(BlobError::NotFound(_))
        ));
    }
}

#[test]
fn ids_have_one_spelling() {
    let text = "00ff102030405060708090a0b0c0d0e0";
    let id: BlobId = text.parse().unwrap();
    assert_eq!(id.to_string(), text);
    for wrong in [
        "",
        "00",
        "00FF102030405060708090a0b0c0d0e0",
        "zzff102030405060708090a0b0c0d0e0",
    ] {
        assert!(wrong.parse::<BlobId>().is_err());
    }
}

/// Hot blobs are read from memory, by many and in ranges, while they are deleted: each reader gets
/// the right bytes to the end, or is told that the blob is gone.
#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn hot_blobs_are_read_while_they_are_deleted() {
    const LEN: usize = 900_000;
    let dir = tempfile::tempdir().unwrap();
    let blobs = Blobs::open(dir.path()).unwrap();
    let bytes = Bytes::from(sample(LEN));
    for n in 0..20 {
        write(&blobs, id(n), &bytes, LEN).await;
        for _ in 0..3 {
            assert_eq!(read(&blobs, id(n), ALL).await.unwrap(), bytes);
        }
        let mut reading = blobs.read(id(n), ALL).await.unwrap();
        let readers: Vec<_> = (0..8)
            .map(|reader| {
                let (blobs, bytes) = (blobs.clone(), bytes.clone());
                tokio::spawn(async move {
                    let from = reader * 77_777;
                    loop {
                        match read(&blobs, id(n), from as u64..u64::MAX).await {
                            Ok(found) => assert!(found == bytes[from..]),
                            Err(BlobError::NotFound(_)) => return,
                            Err(error) => panic!("{error}"),
                        }
                    }
                })
            })
            .collect();
        tokio::task::yield_now().await;
        assert!(blobs.delete(id(n)).await.unwrap());
        for reader in readers {
            reader.await.unwrap();
        }
        let mut rest = Vec::new();
        while let Some(piece) = reading.next().await {
            rest.extend_from_slice(&piece.unwrap());
        }
        assert!(rest == bytes);
    }
}

//! Blobs over files, over memory and over an object store in memory.

mod conformance;

use bytes::Bytes;
use conformance::{ALL, id, read, sample, write};
use haneul_blob::{BlobError, BlobId, Blobs};
use object_store::memory::InMemory;
use std::fs::{File, FileTimes};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

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

fn age(path: &Path, by: Duration) {
    let then = FileTimes::new().set_modified(SystemTime::now() - by);
    File::options()
        .write(true)
        .open(path)
        .unwrap()
        .set_times(then)
        .unwrap();
}

#[tokio::test]
async fn files() {
    let dir = tempfile::tempdir().unwrap();
    conformance::holds(&Blobs::open(dir.path()).unwrap()).await;
    let blobs = Blobs::open(dir.path()).unwrap();
    write(&blobs, id(5), &sample(300 * 1024), 50_000).await;
    let again = Blobs::open(dir.path()).unwrap();
    assert!(read(&again, id(5), ALL).await.unwrap() == sample(300 * 1024));
}

#[tokio::test]
async fn a_shared_directory() {
    let dir = tempfile::tempdir().unwrap();
    conformance::holds(&Blobs::shared(dir.path()).unwrap()).await;
}

#[tokio::test]
async fn memory() {
    conformance::holds(&Blobs::memory()).await;
}

#[tokio::test]
async fn an_object_store() {
    let store = Arc::new(InMemory::new());
    conformance::holds(&Blobs::over(store.clone(), "")).await;
    conformance::holds(&Blobs::over(store, "deep/below")).await;
}

#[tokio::test]
async fn prefixes_are_kept_apart() {
    let store = Arc::new(InMemory::new());
    let below = Blobs::over(store.clone(), "00");
    write(&below, id(1), b"x", 1).await;
    let root = Blobs::over(store, "");
    assert!(root.list().all().await.unwrap().is_empty());
    assert_eq!(below.list().all().await.unwrap().len(), 1);
}

#[tokio::test]
async fn damage_is_never_returned() {
    let dir = tempfile::tempdir().unwrap();
    let blobs = Blobs::open(dir.path()).unwrap();
    let bytes = sample(400_000);
    write(&blobs, id(1), &bytes, 400_000).await;
    let path = file_of(dir.path(), id(1));
    let good = std::fs::read(&path).unwrap();
    for bad in damaged(&good) {
        std::fs::write(&path, &bad).unwrap();
        let found = read(&blobs, id(1), ALL).await;
        assert!(matches!(found, Err(BlobError::Corrupt { .. })));
    }
    let mut bad = good.clone();
    bad[300_000] ^= 1;
    std::fs::write(&path, &bad).unwrap();
    let elsewhere = read(&blobs, id(1), 10..200_000).await.unwrap();
    assert_eq!(elsewhere, &bytes[10..200_000]);
}

#[tokio::test]
async fn nor_by_an_object_store() {
    use object_store::ObjectStoreExt;
    let store = Arc::new(InMemory::new());
    let blobs = Blobs::over(store.clone(), "p");
    let bytes = sample(400_000);
    write(&blobs, id(1), &bytes, 400_000).await;
    let name = id(1).to_string();
    let key = format!("p/{}/{}", &name[..2], &name[2..]).into();
    let good = store.get(&key).await.unwrap().bytes().await.unwrap();
    for bad in damaged(&good) {
        store.put(&key, bad.into()).await.unwrap();
        let found = read(&blobs, id(1), ALL).await;
        assert!(matches!(found, Err(BlobError::Corrupt { .. })), "{found:?}");
    }
}

/// A bit changed in each kind of place, or cut off.
fn damaged(good: &[u8]) -> Vec<Vec<u8>> {
    let end = good.len();
    let changed = [0, 70_000, 399_999, 400_003, end - 1, end - 40, end - 20];
    let changed = changed.iter().map(|at| {
        let mut bad = good.to_vec();
        bad[*at] ^= 0x10;
        bad
    });
    let cut = [1, 39, 70_000, end - 1].map(|len| good[..len].to_vec());
    changed.chain(cut).collect()
}

#[tokio::test]
async fn a_dropped_writer_leaves_no_file() {
    let dir = tempfile::tempdir().unwrap();
    let blobs = Blobs::open(dir.path()).unwrap();
    conformance::an_unfinished_blob_is_no_blob(&blobs).await;
    for _ in 0..200 {
        if files_below(dir.path()) == 0 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("a temporary file is left");
}

/// As a crash leaves it.
async fn unfinished(blobs: &Blobs) {
    let mut writer = blobs.create(id(1)).await.unwrap();
    writer.write(vec![1; 3 << 20].into()).await.unwrap();
    writer.write(vec![1; 3 << 20].into()).await.unwrap();
    std::mem::forget(writer);
}

#[tokio::test]
async fn opening_sweeps_what_a_crash_left() {
    let dir = tempfile::tempdir().unwrap();
    unfinished(&Blobs::open(dir.path()).unwrap()).await;
    assert_eq!(files_below(dir.path()), 1);
    let blobs = Blobs::open(dir.path()).unwrap();
    assert_eq!(files_below(dir.path()), 0);
    assert!(blobs.list().all().await.unwrap().is_empty());
}

#[tokio::test]
async fn nodes_leave_what_others_write_alone_for_a_day() {
    let dir = tempfile::tempdir().unwrap();
    let one = Blobs::shared(dir.path()).unwrap();
    let unfinished = |name: &str| dir.path().join("tmp").join(format!("{}.{name}", id(1)));
    for name in ["a-0", "b-0"] {
        std::fs::write(unfinished(name), "half a blo").unwrap();
    }
    age(&unfinished("a-0"), Duration::from_secs(23 * 3600));
    let other = Blobs::shared(dir.path()).unwrap();
    write(&other, id(2), b"x", 1).await;
    other.list().all().await.unwrap();
    assert_eq!(files_below(dir.path()), 3);
    age(&unfinished("a-0"), Duration::from_secs(25 * 3600));
    other.list().all().await.unwrap();
    assert_eq!(files_below(dir.path()), 2);
    assert_eq!(read(&one, id(2), ALL).await.unwrap(), b"x");
}

#[tokio::test]
async fn nodes_read_on_what_another_deletes() {
    let dir = tempfile::tempdir().unwrap();
    let one = Blobs::shared(dir.path()).unwrap();
    let other = Blobs::shared(dir.path()).unwrap();
    let bytes = sample(900_000);
    write(&one, id(1), &bytes, 900_000).await;
    let mut reading = other.read(id(1), ALL).await.unwrap();
    one.delete(id(1)).await.unwrap();
    let mut read = Vec::new();
    while let Some(piece) = reading.next().await {
        read.extend_from_slice(&piece.unwrap());
    }
    assert!(read == bytes);
}

#[tokio::test]
async fn ages_are_those_of_the_place() {
    let dir = tempfile::tempdir().unwrap();
    for blobs in [
        Blobs::open(dir.path()).unwrap(),
        Blobs::shared(dir.path()).unwrap(),
    ] {
        write(&blobs, id(1), b"x", 1).await;
        age(&file_of(dir.path(), id(1)), Duration::from_secs(5000));
        let listed = blobs.list().all().await.unwrap();
        assert!((4990..5100).contains(&listed[0].age.as_secs()));
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
        blobs.delete(id(n)).await.unwrap();
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

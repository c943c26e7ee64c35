//! Blobs in zones: copies that are lost, rotten, out of reach, and made again.

mod conformance;

use bytes::Bytes;
use conformance::{ALL, id, read, sample, write};
use haneul_blob::{
    Absent, Az, BlobError, BlobId, Blobs, Health, Losses, Placement, Region, Zone, Zones,
};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use tempfile::TempDir;

struct Disks {
    root: TempDir,
}

impl Disks {
    fn new() -> Disks {
        let disks = Disks {
            root: tempfile::tempdir().unwrap(),
        };
        for zone in Zone::ALL {
            std::fs::create_dir(disks.dir(zone)).unwrap();
        }
        disks
    }

    fn dir(&self, zone: Zone) -> PathBuf {
        self.root.path().join(zone.letter().to_string())
    }

    fn open(&self) -> Blobs {
        self.try_open().unwrap()
    }

    fn try_open(&self) -> Result<Blobs, String> {
        let opened = Blobs::zones(&Zone::ALL.map(|zone| self.dir(zone)), None, false);
        opened.map_err(|error| error.to_string())
    }

    fn file(&self, zone: Zone, id: BlobId) -> PathBuf {
        file_of(&self.dir(zone), id)
    }

    fn copies(&self, id: BlobId) -> String {
        let zones = Zone::ALL.into_iter();
        let there = zones.filter(|zone| self.file(*zone, id).exists());
        there.map(Zone::letter).collect()
    }

    /// The disk is pulled out.
    fn lose(&self, zone: Zone) {
        let away = self.root.path().join(format!("gone-{}", zone.letter()));
        _ = std::fs::remove_dir_all(&away);
        std::fs::rename(self.dir(zone), away).unwrap();
    }

    /// An empty one takes its place.
    fn replace(&self, zone: Zone) {
        std::fs::create_dir(self.dir(zone)).unwrap();
    }
}

fn file_of(dir: &Path, id: BlobId) -> PathBuf {
    let name = id.to_string();
    dir.join(&name[..2]).join(&name[2..])
}

fn flip(path: &Path, at: usize) {
    let mut bytes = std::fs::read(path).unwrap();
    bytes[at] ^= 0x10;
    std::fs::write(path, bytes).unwrap();
}

fn one_zone(zone: &str, n: u8) -> BlobId {
    let az = Az::parse(zone).unwrap();
    BlobId::new([n; 16], *b"te", Placement::OneZone(az))
}

fn regional(region: &str, n: u8) -> BlobId {
    let placement = Placement::Regional(Region::named(region));
    BlobId::new([n; 16], *b"te", placement)
}

fn repaired(health: &Health) -> u64 {
    health.zones.iter().map(|zone| zone.repaired).sum()
}

async fn eventually(what: &str, mut holds: impl FnMut() -> bool) {
    for _ in 0..2_000 {
        if holds() {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("{what}");
}

#[tokio::test]
async fn what_holds_everywhere() {
    let disks = Disks::new();
    conformance::holds(&disks.open()).await;
    let blobs = disks.open();
    write(&blobs, id(5), &sample(300 << 10), 50_000).await;
    assert!(read(&disks.open(), id(5), ALL).await.unwrap() == sample(300 << 10));
}

#[tokio::test]
async fn copies_lie_where_the_id_says() {
    let disks = Disks::new();
    let blobs = disks.open();
    for (id, zones) in [
        (id(1), "abc"),
        (regional("eu-west-1", 2), "abc"),
        (one_zone("eu-west-1b", 3), "b"),
    ] {
        write(&blobs, id, b"some bytes", 4).await;
        assert_eq!(disks.copies(id), zones);
        assert_eq!(read(&blobs, id, ALL).await.unwrap(), b"some bytes");
        blobs.delete(id).await.unwrap();
        assert_eq!(disks.copies(id), "");
    }
}

/// A bit in each kind of place of each copy: the right bytes come, and the copy is made again.
#[tokio::test]
async fn a_rotten_copy_is_made_again_by_whoever_reads() {
    let disks = Disks::new();
    let blobs = disks.open();
    let bytes = sample(600_000);
    write(&blobs, id(1), &bytes, 100_000).await;
    let good = std::fs::read(disks.file(Zone::A, id(1))).unwrap();
    let end = good.len();
    for zone in Zone::ALL {
        for at in [0, 70_000, 599_999, 600_003, end - 1, end - 40] {
            flip(&disks.file(zone, id(1)), at);
            // Whichever copy is read first: all are, or the look at all of them finds it.
            assert!(
                read(&blobs, id(1), ALL).await.unwrap() == bytes,
                "{zone:?} {at}"
            );
            blobs.check_all().await.unwrap();
            let mended = || std::fs::read(disks.file(zone, id(1))).is_ok_and(|now| now == good);
            eventually("it stays rotten", mended).await;
        }
    }
    let health = blobs.health().unwrap();
    assert!(health.zones.iter().all(|zone| zone.waiting == 0));
}

#[tokio::test]
async fn rot_is_found_in_the_middle_of_a_download() {
    let disks = Disks::new();
    let blobs = disks.open();
    let bytes = sample(3 << 20);
    write(&blobs, id(1), &bytes, 1 << 20).await;
    // Each is good where another is not.
    for (zone, at) in Zone::ALL.into_iter().zip([300_000, 1_500_000, 2_500_000]) {
        flip(&disks.file(zone, id(1)), at);
    }
    // One of three may be left with nobody to ask; never are there wrong bytes.
    match read(&blobs, id(1), ALL).await {
        Ok(read) => assert!(read == bytes),
        Err(error) => assert!(matches!(error, BlobError::Corrupt { .. }), "{error}"),
    }
    for (from, to) in [(0, 200_000), (600_000, 1_000_000), (2_000_000, 2_200_000)] {
        let found = read(&blobs, id(1), from..to).await.unwrap();
        assert!(found == bytes[from as usize..to as usize]);
    }
}

#[tokio::test]
async fn a_lone_rotten_copy_is_an_error() {
    let disks = Disks::new();
    let blobs = disks.open();
    let alone = one_zone("us-east-1c", 1);
    write(&blobs, alone, &sample(100_000), 100_000).await;
    flip(&disks.file(Zone::C, alone), 50_000);
    let found = read(&blobs, alone, ALL).await;
    assert!(matches!(found, Err(BlobError::Corrupt { .. })));
    blobs.check_all().await.unwrap();
    let found = read(&blobs, alone, ALL).await;
    assert!(matches!(found, Err(BlobError::Corrupt { .. })));
    let health = blobs.health().unwrap();
    assert_eq!((health.zones[2].waiting, repaired(&health)), (1, 0));
    assert!(health.last_error.is_some());
}

#[tokio::test]
async fn all_rotten_in_the_same_place_is_an_error() {
    let disks = Disks::new();
    let blobs = disks.open();
    write(&blobs, id(1), &sample(100_000), 100_000).await;
    for zone in Zone::ALL {
        flip(&disks.file(zone, id(1)), 50_000);
    }
    let found = read(&blobs, id(1), ALL).await;
    assert!(matches!(found, Err(BlobError::Corrupt { .. })));
    blobs.check_all().await.unwrap();
    let found = read(&blobs, id(1), ALL).await;
    assert!(matches!(found, Err(BlobError::Corrupt { .. })));
}

#[tokio::test]
async fn a_copy_that_is_gone_is_made_again_by_whoever_reads() {
    let disks = Disks::new();
    let blobs = disks.open();
    write(&blobs, id(1), b"needed", 6).await;
    for zone in Zone::ALL {
        blobs.destroy(id(1), zone).await.unwrap();
        assert_eq!(read(&blobs, id(1), ALL).await.unwrap(), b"needed");
        eventually("the copy is not made again", || {
            disks.copies(id(1)) == "abc"
        })
        .await;
    }
    blobs.delete(id(1)).await.unwrap();
    blobs.check_all().await.unwrap();
    assert_eq!(disks.copies(id(1)), "");
}

/// Writers and readers notice nothing of a disk that is pulled out and replaced by an empty one.
#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn a_disk_is_lost_under_load_and_refilled() {
    let disks = Disks::new();
    let blobs = disks.open();
    let bytes = sample(200_000);
    for n in 0..20 {
        write(&blobs, id(n), &bytes, 100_000).await;
    }
    let written = Arc::new(Mutex::new(Vec::new()));
    let writer = tokio::spawn({
        let (blobs, bytes, written) = (blobs.clone(), bytes.clone(), written.clone());
        async move {
            for n in 20..120 {
                write(&blobs, id(n), &bytes, 60_000).await;
                written.lock().unwrap().push(n);
                assert!(read(&blobs, id(n / 2), ALL).await.unwrap() == bytes);
            }
        }
    });
    let reached = |n: usize| {
        let written = written.clone();
        move || written.lock().unwrap().len() >= n
    };
    eventually("nothing is written", reached(20)).await;
    disks.lose(Zone::B);
    eventually("nothing is written without a disk", reached(50)).await;
    assert!(!disks.dir(Zone::B).exists(), "the mount point was filled");
    disks.replace(Zone::B);
    writer.await.unwrap();
    for n in 0..120 {
        assert!(read(&blobs, id(n), ALL).await.unwrap() == bytes);
    }
    blobs.check_all().await.unwrap();
    for n in 0..120 {
        assert_eq!(disks.copies(id(n)), "abc", "{n}");
    }
    let health = blobs.health().unwrap();
    assert!(health.zones[1].repaired >= 20 && health.zones[1].waiting == 0);
}

/// What the cloud begins from time to time finds the new disk by itself.
#[tokio::test]
async fn tending_refills_a_new_disk() {
    let disks = Disks::new();
    let blobs = disks.open();
    for n in 0..10 {
        write(&blobs, id(n), b"x", 1).await;
    }
    blobs.tend(Zones::NONE);
    eventually("no look", || blobs.health().unwrap().passes == 1).await;
    disks.lose(Zone::A);
    disks.replace(Zone::A);
    eventually("not refilled", || {
        blobs.tend(Zones::NONE);
        (0..10).all(|n| disks.copies(id(n)) == "abc")
    })
    .await;
}

#[tokio::test]
async fn two_zones_of_three_are_needed_to_write() {
    let disks = Disks::new();
    let blobs = disks.open();
    disks.lose(Zone::C);
    write(&blobs, id(1), b"two will do", 4).await;
    disks.lose(Zone::A);
    let mut writer = blobs.create(id(2)).await.unwrap();
    writer
        .write(Bytes::from_static(b"one will not"))
        .await
        .unwrap();
    let error = writer.finish().await.unwrap_err();
    assert!(matches!(error, BlobError::Unavailable(_)), "{error}");
    assert_eq!(disks.copies(id(2)), "");
    // And for more than a batch the writer learns it on the way.
    let mut writer = blobs.create(id(3)).await.unwrap();
    let mut outcome = Ok(());
    for _ in 0..8 {
        outcome = outcome.and(writer.write(vec![1; 1 << 20].into()).await);
    }
    assert!(matches!(outcome, Err(BlobError::Unavailable(_))));
    assert_eq!(read(&blobs, id(1), ALL).await.unwrap(), b"two will do");
    // Nobody can know what lies on the others.
    let missing = read(&blobs, id(9), ALL).await;
    assert!(matches!(missing, Err(BlobError::Unavailable(_))));
    assert!(blobs.list().all().await.is_err());
    let alone = one_zone("us-east-1b", 4);
    write(&blobs, alone, b"alone anyway", 4).await;
    assert_eq!(read(&blobs, alone, ALL).await.unwrap(), b"alone anyway");
}

#[tokio::test]
async fn a_crash_leaves_nothing_that_was_not_acknowledged() {
    let disks = Disks::new();
    let mut writer = disks.open().create(id(1)).await.unwrap();
    for _ in 0..3 {
        writer.write(vec![1; 1 << 20].into()).await.unwrap();
    }
    std::mem::forget(writer);
    eventually("nothing is begun", || {
        let begun = |zone| {
            std::fs::read_dir(disks.dir(zone).join("tmp"))
                .unwrap()
                .count()
                == 1
        };
        Zone::ALL.into_iter().all(begun)
    })
    .await;
    let blobs = disks.open();
    assert!(blobs.list().all().await.unwrap().is_empty());
    for zone in Zone::ALL {
        let left = std::fs::read_dir(disks.dir(zone).join("tmp")).unwrap();
        assert_eq!(left.count(), 0);
    }
    blobs.check_all().await.unwrap();
    assert_eq!(disks.copies(id(1)), "");
}

#[tokio::test]
async fn wrong_directories_are_refused_in_words() {
    let disks = Disks::new();
    drop(disks.open());
    disks.lose(Zone::B);
    let said = disks.try_open().err().unwrap();
    assert!(said.starts_with("zone b: there is no directory "), "{said}");
    assert!(said.contains("make an empty one in its place"), "{said}");
    disks.replace(Zone::B);
    drop(disks.open());
    let (a, b, c) = (disks.dir(Zone::A), disks.dir(Zone::B), disks.dir(Zone::C));
    let swapped = Blobs::zones(&[b.clone(), a.clone(), c], None, false);
    let said = swapped.err().unwrap().to_string();
    assert!(said.contains("it was zone b before"), "{said}");
    let below = a.join("tmp");
    for same in [&a, &below] {
        let twice = Blobs::zones(&[a.clone(), b.clone(), same.clone()], None, false);
        let said = twice.err().unwrap().to_string();
        assert!(said.contains("lie in the same directory"), "{said}");
    }
}

#[tokio::test]
async fn what_lay_elsewhere_before_moves_into_the_zones() {
    let disks = Disks::new();
    let before = disks.root.path().join("blobs");
    let bytes = sample(100_000);
    write(&Blobs::open(&before).unwrap(), id(1), &bytes, 50_000).await;
    let dirs = Zone::ALL.map(|zone| disks.dir(zone));
    let blobs = Blobs::zones(&dirs, Some(&before), false).unwrap();
    assert!(read(&blobs, id(1), ALL).await.unwrap() == bytes);
    assert_eq!(blobs.list().all().await.unwrap().len(), 1);
    blobs.check_all().await.unwrap();
    assert_eq!(disks.copies(id(1)), "abc");
    assert!(!file_of(&before, id(1)).exists());
    assert!(read(&disks.open(), id(1), ALL).await.unwrap() == bytes);
}

/// What a test says of failures.
#[derive(Default)]
struct Said(Mutex<Absent>);

impl Losses for Said {
    fn of(&self, _: BlobId) -> Result<Absent, String> {
        Ok(*self.0.lock().unwrap())
    }
}

impl Said {
    fn heeded(blobs: &Blobs) -> Arc<Said> {
        let said = Arc::new(Said::default());
        blobs.heed(said.clone());
        said
    }

    fn fails(&self, zones: &[Zone]) {
        self.0.lock().unwrap().failed = all(zones);
    }

    fn destroyed(&self, zones: &[Zone]) {
        self.0.lock().unwrap().destroyed = all(zones);
    }
}

fn all(zones: &[Zone]) -> Zones {
    zones.iter().fold(Zones::NONE, |all, zone| all.with(*zone))
}

#[tokio::test]
async fn failed_zones_are_neither_read_nor_written() {
    let disks = Disks::new();
    let blobs = disks.open();
    let said = Said::heeded(&blobs);
    let bytes = sample(50_000);
    write(&blobs, id(1), &bytes, 50_000).await;
    said.fails(&[Zone::A]);
    write(&blobs, id(2), &bytes, 50_000).await;
    assert_eq!(disks.copies(id(2)), "bc");
    blobs.check_all().await.unwrap();
    assert_eq!(disks.copies(id(2)), "bc", "a failed zone is not written to");
    for zone in [Zone::B, Zone::C] {
        std::fs::remove_file(disks.file(zone, id(1))).unwrap();
    }
    let found = read(&blobs, id(1), ALL).await;
    assert!(matches!(found, Err(BlobError::Unavailable(_))), "{found:?}");
    said.fails(&[]);
    assert!(read(&blobs, id(1), ALL).await.unwrap() == bytes);
    blobs.check_all().await.unwrap();
    assert_eq!(
        (disks.copies(id(1)), disks.copies(id(2))),
        ("abc".into(), "abc".into())
    );
    said.fails(&[Zone::A, Zone::B]);
    assert!(blobs.create(id(3)).await.is_err());
}

/// The same answers where zones share their bytes.
#[tokio::test]
async fn shared_bytes_fail_as_copies_do() {
    let dir = tempfile::tempdir().unwrap();
    for blobs in [Blobs::memory(), Blobs::open(dir.path()).unwrap()] {
        let said = Said::heeded(&blobs);
        let alone = one_zone("us-east-1a", 1);
        write(&blobs, id(1), b"three", 5).await;
        write(&blobs, alone, b"one", 5).await;
        said.fails(&[Zone::A]);
        assert_eq!(read(&blobs, id(1), ALL).await.unwrap(), b"three");
        let found = read(&blobs, alone, ALL).await;
        assert!(matches!(found, Err(BlobError::Unavailable(_))));
        assert!(blobs.create(one_zone("us-east-1a", 2)).await.is_err());
        assert!(blobs.create(id(2)).await.is_ok());
        said.destroyed(&[Zone::B, Zone::C]);
        let found = read(&blobs, id(1), ALL).await;
        assert!(matches!(found, Err(BlobError::Unavailable(_))));
        said.destroyed(&Zone::ALL);
        let found = read(&blobs, id(1), ALL).await;
        assert!(matches!(found, Err(BlobError::NotFound(_))));
        said.destroyed(&[]);
        said.fails(&[Zone::A, Zone::B]);
        assert!(blobs.create(id(2)).await.is_err());
        said.fails(&[]);
        assert_eq!(read(&blobs, alone, ALL).await.unwrap(), b"one");
    }
}

/// A disk that is there and takes nothing.
#[tokio::test]
async fn a_disk_that_refuses_is_done_without_until_it_takes_again() {
    let disks = Disks::new();
    let blobs = disks.open();
    let tmp = disks.dir(Zone::C).join("tmp");
    std::fs::remove_dir(&tmp).unwrap();
    std::fs::write(&tmp, "no directory").unwrap();
    for n in 0..20 {
        write(&blobs, id(n), b"x", 1).await;
        assert_eq!(disks.copies(id(n)), "ab");
    }
    let waits = || blobs.health().unwrap().zones[2].waiting == 20;
    eventually("nobody knows what is missing", waits).await;
    std::fs::remove_file(&tmp).unwrap();
    eventually("not made again", || {
        blobs.tend(Zones::NONE);
        (0..20).all(|n| disks.copies(id(n)) == "abc")
    })
    .await;
    let done = || blobs.health().unwrap().zones[2].waiting == 0;
    eventually("they stay suspect", done).await;
}

#[tokio::test]
async fn nodes_share_zones() {
    let disks = Disks::new();
    let dirs = Zone::ALL.map(|zone| disks.dir(zone));
    let open = || Blobs::zones(&dirs, None, true).unwrap();
    let (one, other) = (open(), open());
    conformance::holds(&one).await;
    let bytes = sample(300_000);
    write(&one, id(1), &bytes, 100_000).await;
    let mut writer = one.create(id(2)).await.unwrap();
    writer.write(vec![1; 2 << 20].into()).await.unwrap();
    // A start does not sweep away what others are writing.
    drop(open());
    writer.finish().await.unwrap();
    flip(&disks.file(Zone::A, id(1)), 5);
    other.check_all().await.unwrap();
    for blobs in [&one, &other] {
        assert!(read(blobs, id(1), ALL).await.unwrap() == bytes);
        assert_eq!(read(blobs, id(2), ALL).await.unwrap().len(), 2 << 20);
    }
    other.delete(id(1)).await.unwrap();
    let gone = read(&one, id(1), ALL).await;
    assert!(matches!(gone, Err(BlobError::NotFound(_))));
    assert_eq!(disks.copies(id(1)), "");
}

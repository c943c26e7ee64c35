//! Three directories as zones.

use crate::cloud::Cloud;
use crate::conformance::sample;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tempfile::TempDir;

const MIB: usize = 1 << 20;

struct Disks(TempDir);

impl Disks {
    fn new() -> Disks {
        let disks = Disks(tempfile::tempdir().unwrap());
        for zone in ["a", "b", "c"] {
            std::fs::create_dir(disks.dir(zone)).unwrap();
        }
        disks
    }

    fn dir(&self, zone: &str) -> PathBuf {
        self.0.path().join(zone)
    }

    fn options(&self) -> Vec<String> {
        let mut options = vec!["--data".to_owned(), self.dir("data").display().to_string()];
        for zone in ["a", "b", "c"] {
            options.push("--zone".to_owned());
            options.push(format!("{zone}={}", self.dir(zone).display()));
        }
        options
    }

    fn start(&self) -> Cloud {
        let options = self.options();
        Cloud::start(&options.iter().map(String::as_str).collect::<Vec<_>>())
    }

    fn refused(&self, but: usize) -> String {
        let options = self.options();
        let options = &options[..options.len() - but];
        Cloud::refused(&options.iter().map(String::as_str).collect::<Vec<_>>())
    }

    /// Files of blobs, and those that are being written.
    fn files(&self, zone: &str) -> (usize, usize) {
        let is_shard = |path: &Path| path.file_name().is_some_and(|name| name.len() == 2);
        let count = |path: PathBuf| std::fs::read_dir(path).map_or(0, Iterator::count);
        let shards = std::fs::read_dir(self.dir(zone)).unwrap();
        let shards = shards.map(|entry| entry.unwrap().path());
        let blobs = shards.filter(|path| is_shard(path)).map(count).sum();
        (blobs, count(self.dir(zone).join("tmp")))
    }
}

async fn eventually(what: &str, holds: impl Fn() -> bool) {
    for _ in 0..3_000 {
        if holds() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("{what}");
}

#[tokio::test]
async fn a_lost_disk_is_survived_and_refilled() {
    let disks = Disks::new();
    let cloud = disks.start();
    let bytes = sample(MIB);
    cloud.put("mine", "", b"").await;
    assert_eq!(cloud.put("mine", "first", &bytes).await.status, 200);
    std::fs::rename(disks.dir("b"), disks.dir("gone")).unwrap();
    assert_eq!(cloud.put("mine", "second", &bytes).await.status, 200);
    assert!(cloud.tell(&["status"]).contains("/b is not there"));
    for key in ["first", "second"] {
        assert!(cloud.get("mine", key).await.body == bytes);
    }
    std::fs::create_dir(disks.dir("b")).unwrap();
    cloud.tell(&["clock", "advance", "1m"]);
    // The mark, which says whose these disks are, is a blob, too.
    eventually("the disk stays empty", || disks.files("b").0 == 3).await;
    for zone in ["a", "c"] {
        std::fs::remove_dir_all(disks.dir(zone)).unwrap();
    }
    for key in ["first", "second"] {
        assert!(cloud.get("mine", key).await.body == bytes);
    }
    assert_eq!(cloud.put("mine", "third", &bytes).await.status, 503);
    assert_eq!(cloud.get("mine", "third").await.status, 404);
}

#[tokio::test]
async fn killed_while_writing_it_leaves_nothing_behind() {
    let disks = Disks::new();
    let mut cloud = disks.start();
    let bytes = sample(MIB);
    cloud.put("mine", "", b"").await;
    assert_eq!(cloud.put("mine", "kept", &bytes).await.status, 200);
    let mut half = cloud.open("PUT", "mine", "half", &[], 50 * MIB).await;
    half.write_all(&vec![7; 20 * MIB]).unwrap();
    eventually("nothing is written", || disks.files("c").1 == 1).await;
    cloud.stop();
    let cloud = disks.start();
    for zone in ["a", "b", "c"] {
        assert_eq!(disks.files(zone), (2, 0));
    }
    assert_eq!(cloud.get("mine", "half").await.status, 404);
    assert!(cloud.get("mine", "kept").await.body == bytes);
}

#[tokio::test]
async fn a_zone_without_its_directory_is_no_start() {
    let disks = Disks::new();
    let two = disks.refused(2);
    assert!(
        two.contains("give each of the zones a, b and c once"),
        "{two}"
    );
    std::fs::remove_dir(disks.dir("c")).unwrap();
    let missing = disks.refused(0);
    assert!(
        missing.contains("--zone: zone c: there is no directory"),
        "{missing}"
    );
    std::fs::create_dir(disks.dir("c")).unwrap();
    drop(disks.start());
    // Whoever forgets the zones later would miss what lies in them.
    let without = disks.refused(6);
    assert!(without.contains("same --blobs or --zone"), "{without}");
}

#[tokio::test]
async fn ctl_2_the_command_line_fails_and_restores_zones() {
    let cloud = Cloud::start(&["--ephemeral"]);
    assert!(
        cloud
            .tell(&["zone", "show"])
            .contains("all zones share one place")
    );
    let said = cloud.tell(&["zone", "fail", "use1-az1"]);
    assert!(said.contains("us-east-1a   has failed"), "{said}");
    let bytes = sample(MIB);
    cloud.put("mine", "", b"").await;
    assert_eq!(cloud.put("mine", "kept", &bytes).await.status, 200);
    let said = cloud.tell(&["zone", "restore", "us-east-1a"]);
    assert!(!said.contains("has failed"), "{said}");
    let said = cloud.tell(&["zone", "destroy", "us-east-1a", "--yes"]);
    assert!(said.contains("is being filled again"), "{said}");
    assert!(cloud.get("mine", "kept").await.body == bytes);
}

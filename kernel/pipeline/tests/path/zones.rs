//! Zones that fail and copies that are destroyed, with one disk and with three: the same answers.

use crate::probe::Probe;
use bytes::Bytes;
use haneul_blob::{Az, BlobError, BlobId, Blobs, Placement, Region};
use haneul_pipeline::zones::{self, Placed, State, Stored};
use haneul_pipeline::{AwsError, Cloud, Parts, Settings, background, snapshot};
use haneul_runtime::{Mode, Random};
use haneul_store::Store;
use haneul_testkit::NoIdentity;
use std::sync::Arc;
use std::time::Duration;
use tempfile::TempDir;

struct Place {
    cloud: Cloud,
    _disks: TempDir,
}

/// A cloud whose zones share one disk, and one whose zones have a directory each.
async fn both() -> [Place; 2] {
    [place(false).await, place(true).await]
}

async fn place(own_disks: bool) -> Place {
    let disks = tempfile::tempdir().unwrap();
    let dirs = ["a", "b", "c"].map(|zone| disks.path().join(zone));
    for dir in &dirs {
        std::fs::create_dir(dir).unwrap();
    }
    let blobs = match own_disks {
        true => Blobs::zones(&dirs, None, false).unwrap(),
        false => Blobs::memory(),
    };
    let cloud = open(blobs).await;
    Place {
        cloud,
        _disks: disks,
    }
}

async fn open(blobs: Blobs) -> Cloud {
    let cloud = Cloud::open(Parts {
        store: Store::memory(),
        blobs,
        random: Random::seeded(7),
        services: vec![Arc::new(Probe)],
        identity: Arc::new(NoIdentity),
        reconcilers: Vec::new(),
        settings: Settings::default(),
        node: None,
    });
    let cloud = cloud.await.unwrap();
    background::set_mode(&cloud, Mode::Frozen).await.unwrap();
    cloud
}

fn az(name: &str) -> Az {
    Az::parse(name).unwrap()
}

fn three() -> Placement {
    Placement::Regional(Region::named("us-east-1"))
}

fn one() -> Placement {
    Placement::OneZone(az("us-east-1a"))
}

async fn write(cloud: &Cloud, placement: Placement) -> Result<BlobId, BlobError> {
    let id = BlobId::new(cloud.random.bytes(), *b"te", placement);
    let mut writer = cloud.blobs.create(id).await?;
    writer.write(Bytes::from_static(b"needed")).await?;
    writer.finish().await?;
    Ok(id)
}

async fn read(cloud: &Cloud, id: BlobId) -> &'static str {
    let mut reader = match cloud.blobs.read(id, 0..100).await {
        Ok(reader) => reader,
        Err(BlobError::NotFound(_)) => return "gone",
        Err(BlobError::Unavailable(_)) => return "away",
        Err(error) => panic!("{error}"),
    };
    match reader.next().await {
        Some(Ok(bytes)) if bytes == "needed" => "there",
        other => panic!("{other:?}"),
    }
}

/// A row's copies, and a blob's beside it: the same is true of both.
struct Thing {
    placed: Placed,
    name: String,
    blob: BlobId,
}

impl Thing {
    async fn new(cloud: &Cloud, placement: Placement) -> Thing {
        let placed = cloud.store.transact(|tx| zones::place(tx, placement));
        let blob = write(cloud, placement).await.unwrap();
        Thing {
            placed: placed.await.unwrap(),
            name: format!("row of {blob}"),
            blob,
        }
    }

    async fn destroy(&self, cloud: &Cloud, zone: &str) {
        let row = Stored::Row(self.name.clone(), self.placed.clone());
        for stored in [row, Stored::Blob(self.blob)] {
            zones::destroy(cloud, az(zone), &stored).await.unwrap();
        }
    }

    async fn is(&self, cloud: &Cloud) -> &'static str {
        let state = cloud
            .store
            .read(|tx| zones::state(tx, &self.placed, &self.name));
        let row = match state.unwrap() {
            State::Available => "there",
            State::Failed => "away",
            State::Lost => "gone",
        };
        assert_eq!(row, read(cloud, self.blob).await);
        row
    }
}

/// Time passes, and copies are made again where that can be.
async fn mend(cloud: &Cloud) {
    background::advance(cloud, Duration::from_secs(60))
        .await
        .unwrap();
    cloud.blobs.check_all().await.unwrap();
}

async fn fail(cloud: &Cloud, zone: &str) {
    zones::fail(cloud, az(zone)).await.unwrap();
}

async fn restore(cloud: &Cloud, zone: &str) {
    zones::restore(cloud, az(zone)).await.unwrap();
}

#[tokio::test]
async fn ctl_2_what_lies_in_a_failed_zone_alone_is_away() {
    for place in both().await {
        let cloud = &place.cloud;
        let (single, regional) = (
            Thing::new(cloud, one()).await,
            Thing::new(cloud, three()).await,
        );
        fail(cloud, "use1-az1").await;
        assert_eq!(
            (single.is(cloud).await, regional.is(cloud).await),
            ("away", "there")
        );
        assert!(write(cloud, one()).await.is_err());
        let refused = cloud.store.transact(|tx| zones::place(tx, one())).await;
        assert_eq!(refused.unwrap_err().code, "ServiceUnavailable");
        let during = Thing::new(cloud, three()).await;
        for zone in ["us-east-1b", "us-east-1c"] {
            fail(cloud, zone).await;
        }
        assert_eq!(regional.is(cloud).await, "away");
        // Other Regions know nothing of it.
        let elsewhere = Placement::OneZone(az("eu-west-1a"));
        assert_eq!(Thing::new(cloud, elsewhere).await.is(cloud).await, "there");
        for zone in ["us-east-1a", "us-east-1b", "us-east-1c"] {
            restore(cloud, zone).await;
        }
        for thing in [&single, &regional, &during] {
            assert_eq!(thing.is(cloud).await, "there");
        }
    }
}

#[tokio::test]
async fn ctl_11_a_destroyed_copy_is_made_again_if_there_is_another() {
    for place in both().await {
        let cloud = &place.cloud;
        let (single, regional) = (
            Thing::new(cloud, one()).await,
            Thing::new(cloud, three()).await,
        );
        for zone in ["us-east-1a", "us-east-1b", "us-east-1c"] {
            regional.destroy(cloud, zone).await;
            assert_eq!(regional.is(cloud).await, "there");
            mend(cloud).await;
        }
        assert_eq!(regional.is(cloud).await, "there");
        let stored = Stored::Blob(single.blob);
        let other = zones::destroy(cloud, az("us-east-1b"), &stored).await;
        assert_eq!(other.unwrap_err().code, "NoCopy");
        single.destroy(cloud, "us-east-1a").await;
        assert_eq!(single.is(cloud).await, "gone");
        mend(cloud).await;
        assert_eq!(single.is(cloud).await, "gone");
    }
}

/// A copy in a zone that has failed can neither be read nor be made again.
#[tokio::test]
async fn ctl_11_copies_wait_for_their_zones() {
    for place in both().await {
        let cloud = &place.cloud;
        let thing = Thing::new(cloud, three()).await;
        fail(cloud, "us-east-1b").await;
        fail(cloud, "us-east-1c").await;
        thing.destroy(cloud, "us-east-1a").await;
        mend(cloud).await;
        assert_eq!(thing.is(cloud).await, "away");
        restore(cloud, "us-east-1c").await;
        assert_eq!(thing.is(cloud).await, "there");
        mend(cloud).await;
        fail(cloud, "us-east-1c").await;
        assert_eq!(
            thing.is(cloud).await,
            "there",
            "the copy in a was made again"
        );
    }
}

#[tokio::test]
async fn ctl_11_all_copies_destroyed_is_lost() {
    for place in both().await {
        let cloud = &place.cloud;
        // Nobody makes copies again between failed zones.
        let thing = Thing::new(cloud, three()).await;
        for zone in ["us-east-1a", "us-east-1b", "us-east-1c"] {
            fail(cloud, zone).await;
        }
        for zone in ["us-east-1a", "us-east-1b"] {
            thing.destroy(cloud, zone).await;
        }
        assert_eq!(thing.is(cloud).await, "away");
        thing.destroy(cloud, "us-east-1c").await;
        for zone in ["us-east-1a", "us-east-1b", "us-east-1c"] {
            restore(cloud, zone).await;
        }
        mend(cloud).await;
        assert_eq!(thing.is(cloud).await, "gone");
        let forgotten = cloud.store.transact(|tx| zones::forget(tx, &thing.name));
        forgotten.await.unwrap();
    }
}

/// The story of One Zone-IA: its zone fails, then burns down.
#[tokio::test]
async fn s3c_6_a_zone_that_is_destroyed_takes_along_what_lay_in_it_alone() {
    for place in both().await {
        let cloud = &place.cloud;
        let (single, regional) = (
            Thing::new(cloud, one()).await,
            Thing::new(cloud, three()).await,
        );
        let elsewhere = Thing::new(cloud, Placement::OneZone(az("us-east-1b"))).await;
        let abroad = Thing::new(cloud, Placement::OneZone(az("us-west-2a"))).await;
        fail(cloud, "us-east-1a").await;
        assert_eq!(single.is(cloud).await, "away");
        zones::destroy_all(cloud, az("us-east-1a")).await.unwrap();
        restore(cloud, "us-east-1a").await;
        assert_eq!(single.is(cloud).await, "gone");
        for thing in [&regional, &elsewhere, &abroad] {
            assert_eq!(thing.is(cloud).await, "there");
        }
        // One more disk fails.
        regional.destroy(cloud, "us-east-1b").await;
        assert_eq!(regional.is(cloud).await, "there");
        mend(cloud).await;
        fail(cloud, "us-east-1b").await;
        fail(cloud, "us-east-1c").await;
        assert_eq!(
            regional.is(cloud).await,
            "there",
            "the zone was filled again"
        );
        restore(cloud, "us-east-1b").await;
        // What is put there afterwards stays.
        assert_eq!(Thing::new(cloud, one()).await.is(cloud).await, "there");
    }
}

#[tokio::test]
async fn a_region_that_loses_all_zones_at_once_loses_all() {
    for place in both().await {
        let cloud = &place.cloud;
        let (regional, abroad) = (
            Thing::new(cloud, three()).await,
            Thing::new(cloud, Placement::Regional(Region::named("us-west-2"))).await,
        );
        let zones = ["us-east-1a", "us-east-1b", "us-east-1c"];
        for zone in zones {
            fail(cloud, zone).await;
        }
        for zone in zones {
            zones::destroy_all(cloud, az(zone)).await.unwrap();
            mend(cloud).await;
        }
        for zone in zones {
            restore(cloud, zone).await;
        }
        mend(cloud).await;
        assert_eq!(
            (regional.is(cloud).await, abroad.is(cloud).await),
            ("gone", "there")
        );
        assert_eq!(Thing::new(cloud, three()).await.is(cloud).await, "there");
    }
}

/// What lies in a failed zone is part of the state.
#[tokio::test]
async fn a_snapshot_has_what_failed_zones_keep() {
    for place in both().await {
        let cloud = &place.cloud;
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("one.haneul");
        let single = Thing::new(cloud, one()).await;
        fail(cloud, "us-east-1a").await;
        snapshot::save(cloud, &path).await.unwrap();
        cloud.blobs.delete(single.blob).await.unwrap();
        cloud.reset().await.unwrap();
        snapshot::load(cloud, &path).await.unwrap();
        assert_eq!(single.is(cloud).await, "away");
        restore(cloud, "us-east-1a").await;
        assert_eq!(single.is(cloud).await, "there");
    }
}

#[tokio::test]
async fn a_later_start_without_the_zones_is_refused() {
    let store = Store::memory();
    let disks = tempfile::tempdir().unwrap();
    let dirs = ["a", "b", "c"].map(|zone| disks.path().join(zone));
    for dir in &dirs {
        std::fs::create_dir(dir).unwrap();
    }
    let start = async |blobs: Blobs| {
        let cloud = Cloud::open(Parts {
            store: store.clone(),
            blobs,
            random: Random::seeded(7),
            services: vec![Arc::new(Probe)],
            identity: Arc::new(NoIdentity),
            reconcilers: Vec::new(),
            settings: Settings::default(),
            node: None,
        });
        cloud.await.map(|_| ())
    };
    let zoned = || Blobs::zones(&dirs, None, false).unwrap();
    start(zoned()).await.unwrap();
    let refused: AwsError = start(Blobs::memory()).await.unwrap_err();
    assert!(refused.message.contains("--zone"), "{}", refused.message);
    start(zoned()).await.unwrap();
}

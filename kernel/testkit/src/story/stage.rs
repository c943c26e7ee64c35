//! Where a story plays: one cloud on a frozen clock, which can be closed and opened again.

use haneul_blob::Blobs;
use haneul_pipeline::{AwsError, Cloud, Identity, Parts, Service, Settings, background};
use haneul_runtime::{Mode, Random};
use haneul_store::{Store, StoreError};
use std::sync::Arc;
use std::time::Duration;
use tempfile::TempDir;

/// What the cloud of a story is made of.
#[derive(Clone, Copy)]
pub struct House {
    pub services: fn() -> Vec<Arc<dyn Service>>,
    pub identity: fn() -> Arc<dyn Identity>,
}

pub struct Stage {
    house: House,
    cloud: Option<Cloud>,
    place: Place,
    /// How often it was opened: chance must not repeat itself after a restart.
    opened: u64,
}

enum Place {
    Memory(Store, Blobs),
    Disk(TempDir),
}

impl Stage {
    pub async fn in_memory(house: House) -> Result<Stage, String> {
        Stage::open(house, Place::Memory(Store::memory(), Blobs::memory())).await
    }

    pub async fn on_disk(house: House) -> Result<Stage, String> {
        let dir = TempDir::new().map_err(|e| e.to_string())?;
        Stage::open(house, Place::Disk(dir)).await
    }

    async fn open(house: House, place: Place) -> Result<Stage, String> {
        let mut stage = Stage {
            house,
            cloud: None,
            place,
            opened: 0,
        };
        stage.raise().await?;
        let frozen = background::set_mode(stage.cloud(), Mode::Frozen).await;
        frozen.map_err(|e| e.to_string())?;
        Ok(stage)
    }

    pub fn cloud(&self) -> &Cloud {
        self.cloud.as_ref().expect("the stage is open")
    }

    /// Closes the cloud and opens it on the same store and blobs. What only memory knew is gone.
    pub async fn restart(&mut self) -> Result<(), String> {
        background::flush(self.cloud()).await;
        self.cloud = None;
        self.raise().await
    }

    /// Moves the clock; everything due on the way has run when this returns.
    pub async fn advance(&self, by: Duration) -> Result<(), String> {
        let moved = background::advance(self.cloud(), by).await;
        moved.map(drop).map_err(|e: AwsError| e.to_string())
    }

    async fn raise(&mut self) -> Result<(), String> {
        self.opened += 1;
        let (store, blobs) = self.place.open().await?;
        let cloud = Cloud::open(Parts {
            store,
            blobs,
            random: Random::seeded(self.opened),
            services: (self.house.services)(),
            identity: (self.house.identity)(),
            reconcilers: Vec::new(),
            settings: Settings::default(),
            node: None,
        });
        self.cloud = Some(cloud.await.map_err(|e| e.to_string())?);
        Ok(())
    }
}

impl Place {
    async fn open(&self) -> Result<(Store, Blobs), String> {
        match self {
            Place::Memory(store, blobs) => Ok((store.clone(), blobs.clone())),
            Place::Disk(dir) => {
                let store = unlocked(&dir.path().join("store")).await?;
                let blobs = Blobs::open(&dir.path().join("blobs")).map_err(|e| e.to_string())?;
                Ok((store, blobs))
            }
        }
    }
}

/// A task that was just told to end may still hold the store for a moment.
async fn unlocked(path: &std::path::Path) -> Result<Store, String> {
    for _ in 0..200 {
        match Store::open(path) {
            Err(StoreError::Locked { .. }) => tokio::time::sleep(Duration::from_millis(10)).await,
            opened => return opened.map_err(|e| e.to_string()),
        }
    }
    Err("something still holds the store that was closed".to_owned())
}

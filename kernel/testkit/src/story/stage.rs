//! Where a story plays: a cloud on a frozen clock, which can be closed and opened again; or several
//! nodes of one cloud, which take turns.

use haneul_blob::Blobs;
use haneul_pipeline::{AwsError, Cloud, Identity, Parts, Service, Settings, background};
use haneul_runtime::node::Node;
use haneul_runtime::{Mode, Random, level};
use haneul_store::{Store, StoreError};
use haneul_store_postgres::PostgresConfig;
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
    /// One, or the nodes.
    clouds: Vec<Cloud>,
    /// Whose turn it is.
    turn: usize,
    place: Place,
    /// How often one was opened: chance must not repeat itself after a restart.
    opened: u64,
}

enum Place {
    Memory(Store, Blobs),
    Disk(TempDir),
    /// A schema of a PostgreSQL server of the tests' own, and bytes that the nodes share.
    Nodes(String, Blobs),
}

const NODES: usize = 2;

impl Stage {
    pub async fn in_memory(house: House) -> Result<Stage, String> {
        Stage::open(house, Place::Memory(Store::memory(), Blobs::memory())).await
    }

    pub async fn on_disk(house: House) -> Result<Stage, String> {
        let dir = TempDir::new().map_err(|e| e.to_string())?;
        Stage::open(house, Place::Disk(dir)).await
    }

    pub async fn on_nodes(house: House) -> Result<Stage, String> {
        let url = haneul_testkit_postgres::fresh_schema();
        Stage::open(house, Place::Nodes(url, Blobs::memory())).await
    }

    async fn open(house: House, place: Place) -> Result<Stage, String> {
        let nodes = match place {
            Place::Nodes(..) => NODES,
            _ => 1,
        };
        let mut stage = Stage {
            house,
            clouds: Vec::new(),
            turn: 0,
            place,
            opened: 0,
        };
        for _ in 0..nodes {
            let cloud = stage.raise().await?;
            stage.clouds.push(cloud);
        }
        let frozen = background::set_mode(stage.cloud(), Mode::Frozen).await;
        frozen.map_err(|e| e.to_string())?;
        Ok(stage)
    }

    pub fn cloud(&self) -> &Cloud {
        &self.clouds[self.turn]
    }

    /// The next line is another node's.
    pub fn pass_on(&mut self) {
        self.turn = (self.turn + 1) % self.clouds.len();
    }

    /// The node whose turn it is is gone, without a word to the others, and a new one comes.
    pub async fn kill(&mut self) -> Result<(), String> {
        let next = self.raise().await?;
        self.clouds[self.turn] = next;
        Ok(())
    }

    /// Closes the cloud, each node of it, and opens it on the same store and blobs. What only
    /// memory knew is gone.
    pub async fn restart(&mut self) -> Result<(), String> {
        for cloud in &self.clouds {
            background::flush(cloud).await;
        }
        let nodes = self.clouds.len();
        self.clouds.clear();
        for _ in 0..nodes {
            let cloud = self.raise().await?;
            self.clouds.push(cloud);
        }
        Ok(())
    }

    /// Moves the clock; everything due on the way has run when this returns.
    pub async fn advance(&self, by: Duration) -> Result<(), String> {
        let moved = background::advance(self.cloud(), by).await;
        moved.map(drop).map_err(|e: AwsError| e.to_string())
    }

    async fn raise(&mut self) -> Result<Cloud, String> {
        self.opened += 1;
        let (store, blobs) = self.place.open().await?;
        let node = matches!(self.place, Place::Nodes(..)).then(|| Node {
            id: format!("node-{}", self.opened),
            level: level::KNOWN,
            ..Node::default()
        });
        let cloud = Cloud::open(Parts {
            store,
            blobs,
            random: Random::seeded(self.opened),
            services: (self.house.services)(),
            identity: (self.house.identity)(),
            reconcilers: Vec::new(),
            settings: Settings::default(),
            node,
        });
        cloud.await.map_err(|e| e.to_string())
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
            Place::Nodes(url, blobs) => {
                let config = PostgresConfig::new(url.as_str());
                let store = haneul_store_postgres::open(&config).map_err(|e| e.to_string())?;
                Ok((store, blobs.clone()))
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

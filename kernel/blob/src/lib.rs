//! Large bytes: streamed in, durable once finished, streamed out in checked pieces.

mod blob_file;
mod buffers;
mod error;
mod files;
mod format;
mod hold;
mod hot;
mod id;
mod list;
mod losses;
mod memory;
mod names;
mod objects;
mod reader;
mod region;
mod temp;
mod writer;
mod zones;

pub use error::{BlobError, Result};
pub use hold::Hold;
pub use id::{BlobId, NotABlobId};
pub use list::{List, Listed};
pub use losses::{Absent, Losses};
pub use objects::OpenError;
pub use reader::{Reader, Unseal};
pub use region::{Az, Placement, Region, Zone, Zones};
pub use writer::{Finished, Writer};
pub use zones::{Health, ZoneHealth, ZonesError};

use blob_file::BlobFile;
pub use buffers::SIZE as PIECE;

use buffers::Buffers;
use files::Files;
use hold::Holds;
use hot::Hot;
use losses::Heed;
use memory::Memory;
use object_store::ObjectStore;
use objects::{Download, Objects, Upload};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::task::spawn_blocking;
use writer::Crowd;
use zones::{Copies, Lanes, Zoned};

#[derive(Clone)]
pub struct Blobs {
    place: Place,
    buffers: Buffers,
    hot: Arc<Hot>,
    holds: Arc<Holds>,
    heed: Heed,
    writers: Crowd,
}

#[derive(Clone)]
enum Place {
    Files(Arc<Files>),
    Memory(Arc<Memory>),
    Objects(Arc<Objects>),
    Zones(Arc<Zoned>),
}

impl Blobs {
    /// Blobs in a directory, which is made if need be and belongs to this process alone. What an
    /// earlier process did not finish is removed.
    pub fn open(dir: &Path) -> Result<Self> {
        Ok(Self::of(Place::Files(Arc::new(Files::open(dir)?))))
    }

    /// Blobs in a directory that several processes use at once, also over a network file system.
    pub fn shared(dir: &Path) -> Result<Self> {
        Ok(Self::of(Place::Files(Arc::new(Files::shared(dir)?))))
    }

    /// Blobs in a bucket: `s3://bucket/prefix?endpoint=…&region=…`. Several processes may use it.
    pub async fn object_store(url: &str) -> std::result::Result<Self, OpenError> {
        Ok(Self::of(Place::Objects(Arc::new(
            Objects::open(url).await?,
        ))))
    }

    /// The same in a store that is open already, such as one in memory.
    pub fn over(store: Arc<dyn ObjectStore>, prefix: &str) -> Self {
        let objects = Objects::over(store, prefix.into());
        Self::of(Place::Objects(Arc::new(objects)))
    }

    /// Blobs in three zones, a directory each, which must be there; `old` is where they lay before
    /// there were zones. Several processes may use them if it is `shared`.
    pub fn zones(
        dirs: &[PathBuf; 3],
        old: Option<&Path>,
        shared: bool,
    ) -> std::result::Result<Self, ZonesError> {
        let heed = Heed::default();
        let zoned = Zoned::open(dirs, old, shared, heed.clone())?;
        Ok(Self::with(Place::Zones(Arc::new(zoned)), heed))
    }

    /// Blobs in memory, all of them.
    pub fn memory() -> Self {
        Self::of(Place::Memory(Arc::default()))
    }

    fn of(place: Place) -> Self {
        Self::with(place, Heed::default())
    }

    fn with(place: Place, heed: Heed) -> Self {
        Self {
            heed,
            place,
            buffers: Buffers::default(),
            hot: Arc::default(),
            holds: Arc::default(),
            writers: Crowd::default(),
        }
    }

    /// From now on zones fail, and copies are lost, as `losses` says.
    pub fn heed(&self, losses: Arc<dyn Losses>) {
        self.heed.set(losses);
    }

    /// The same blobs as if no zone had failed: for taking and loading snapshots.
    pub fn regardless(&self) -> Blobs {
        Blobs {
            heed: Heed::default(),
            ..self.clone()
        }
    }

    /// Whether each zone has bytes of its own; otherwise they share them.
    pub fn has_zones(&self) -> bool {
        matches!(self.place, Place::Zones(_))
    }

    /// How the copies are; `None` where zones share bytes.
    pub fn health(&self) -> Option<Health> {
        match &self.place {
            Place::Zones(zoned) => Some(zoned.health()),
            _ => None,
        }
    }

    /// Begins to look after the copies, where there are some: from time to time.
    pub fn tend(&self, failed: Zones) {
        if let Place::Zones(zoned) = &self.place {
            zoned.tend(failed);
        }
    }

    /// Reads every copy, and makes those again that are missing or rotten.
    pub async fn check_all(&self) -> Result<()> {
        let Place::Zones(zoned) = &self.place else {
            return Ok(());
        };
        let zoned = zoned.clone();
        let checked = spawn_blocking(move || zoned.check_all()).await;
        checked.map_err(|_| BlobError::Broken)
    }

    /// Destroys the copy in one zone, where each zone has bytes of its own.
    pub async fn destroy(&self, id: BlobId, zone: Zone) -> Result<()> {
        let Place::Zones(zoned) = &self.place else {
            return Ok(());
        };
        self.hot.forget(id);
        let zoned = zoned.clone();
        let destroyed = spawn_blocking(move || zoned.destroy(id, zone)).await;
        destroyed.unwrap_or(Err(BlobError::Broken))
    }

    /// Begins a blob under an id that was never used before. Its copies lie where the id says
    /// ([`BlobId::new`]).
    pub async fn create(&self, id: BlobId) -> Result<Writer> {
        let live = self.heed.writable(id)?;
        let crowd = &self.writers;
        Ok(match &self.place {
            Place::Zones(zoned) => Writer::to_zones(id, Lanes::new(zoned.clone(), id, live), crowd),
            Place::Files(files) => Writer::to_files(id, files.clone(), crowd),
            Place::Memory(memory) => Writer::to_memory(id, memory.clone(), crowd),
            Place::Objects(objects) => {
                Writer::to_objects(id, Upload::new(objects.clone(), id), crowd)
            }
        })
    }

    /// Reads a range, cut to the blob's length.
    pub async fn read(&self, id: BlobId, range: Range<u64>) -> Result<Reader> {
        self.heed.readable(id)?;
        match &self.place {
            Place::Zones(zoned) => {
                let (zoned, live) = (zoned.clone(), self.heed.live(id)?);
                let open = spawn_blocking(move || Copies::open(zoned, id, live));
                let (copies, file) = open.await.unwrap_or(Err(BlobError::Broken))?;
                let (buffers, hot) = (self.buffers.clone(), self.hot.clone());
                Ok(Reader::of_file(file, Some(copies), buffers, hot, range))
            }
            Place::Files(files) => {
                let files = files.clone();
                let open = spawn_blocking(move || BlobFile::open(&files, id));
                let file = open.await.unwrap_or(Err(BlobError::Broken))?;
                let (buffers, hot) = (self.buffers.clone(), self.hot.clone());
                Ok(Reader::of_file(file, None, buffers, hot, range))
            }
            Place::Memory(memory) => {
                let held = memory.get(id).ok_or(BlobError::NotFound(id))?;
                Ok(Reader::of_memory(id, held.bytes, held.crc, range))
            }
            Place::Objects(objects) => {
                let download = Download::open(objects.clone(), id, range.clone()).await?;
                Ok(Reader::of_download(id, download, range))
            }
        }
    }

    /// While the hold lives nothing is deleted through this value or its clones; what should have
    /// been, is deleted after it. So a snapshot finds every blob that its rows name.
    pub fn hold(&self) -> Hold {
        Hold::new(self.clone())
    }

    /// It need not be there. Those who are reading it may read on, as far as the place lets them.
    pub async fn delete(&self, id: BlobId) -> Result<()> {
        match self.holds.postpone(id) {
            true => Ok(()),
            false => self.remove(id).await,
        }
    }

    async fn remove(&self, id: BlobId) -> Result<()> {
        self.hot.forget(id);
        match &self.place {
            Place::Memory(memory) => {
                memory.remove(id);
                Ok(())
            }
            Place::Files(files) => {
                let files = files.clone();
                let removed = spawn_blocking(move || files.remove(id)).await;
                removed.unwrap_or(Err(BlobError::Broken))
            }
            Place::Objects(objects) => objects.remove(id).await,
            Place::Zones(zoned) => {
                let zoned = zoned.clone();
                let removed = spawn_blocking(move || zoned.remove(id)).await;
                removed.unwrap_or(Err(BlobError::Broken))
            }
        }
    }

    pub fn list(&self) -> List {
        match &self.place {
            Place::Files(files) => List::of_files(files.clone()),
            Place::Zones(zoned) => List::of_zones(zoned.clone()),
            Place::Memory(memory) => List::of_memory(memory.list()),
            Place::Objects(objects) => List::of_objects(objects::List::new(objects.clone())),
        }
    }
}

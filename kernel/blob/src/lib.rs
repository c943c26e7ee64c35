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
mod memory;
mod reader;
mod temp;
mod writer;

pub use error::{BlobError, Result};
pub use hold::Hold;
pub use id::{BlobId, NotABlobId};
pub use list::{List, Listed};
pub use reader::Reader;
pub use writer::{Finished, Writer};

use blob_file::BlobFile;
use buffers::Buffers;
use files::Files;
use hold::Holds;
use hot::Hot;
use memory::Memory;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;
use tokio::task::spawn_blocking;

#[derive(Clone)]
pub struct Blobs {
    place: Place,
    buffers: Buffers,
    hot: Arc<Hot>,
    holds: Arc<Holds>,
}

#[derive(Clone)]
enum Place {
    Files(Arc<Files>),
    Memory(Arc<Memory>),
}

impl Blobs {
    /// Blobs in a directory, which is made if need be and belongs to this process alone. What an
    /// earlier process did not finish is removed.
    pub fn open(dir: &Path) -> Result<Self> {
        Ok(Self::of(Place::Files(Arc::new(Files::open(dir)?))))
    }

    /// Blobs in memory, all of them.
    pub fn memory() -> Self {
        Self::of(Place::Memory(Arc::default()))
    }

    fn of(place: Place) -> Self {
        Self {
            place,
            buffers: Buffers::default(),
            hot: Arc::default(),
            holds: Arc::default(),
        }
    }

    /// Begins a blob under an id that was never used before.
    pub async fn create(&self, id: BlobId) -> Result<Writer> {
        Ok(match &self.place {
            Place::Files(files) => Writer::to_files(id, files.clone()),
            Place::Memory(memory) => Writer::to_memory(id, memory.clone()),
        })
    }

    /// Reads a range, cut to the blob's length.
    pub async fn read(&self, id: BlobId, range: Range<u64>) -> Result<Reader> {
        match &self.place {
            Place::Files(files) => {
                let files = files.clone();
                let open = spawn_blocking(move || BlobFile::open(&files, id));
                let file = open.await.unwrap_or(Err(BlobError::Broken))?;
                let (buffers, hot) = (self.buffers.clone(), self.hot.clone());
                Ok(Reader::of_file(Arc::new(file), buffers, hot, range))
            }
            Place::Memory(memory) => {
                let held = memory.get(id).ok_or(BlobError::NotFound(id))?;
                Ok(Reader::of_memory(held.bytes, held.crc, range))
            }
        }
    }

    /// While the hold lives nothing is deleted; what should have been, is deleted after it. So a
    /// snapshot finds every blob that its rows name.
    pub fn hold(&self) -> Hold {
        Hold::new(self.clone())
    }

    /// Whether it was there. Those who are reading it may read on.
    pub async fn delete(&self, id: BlobId) -> Result<bool> {
        if self.holds.postpone(id) {
            return Ok(true);
        }
        self.remove(id).await
    }

    async fn remove(&self, id: BlobId) -> Result<bool> {
        self.hot.forget(id);
        match &self.place {
            Place::Memory(memory) => Ok(memory.remove(id)),
            Place::Files(files) => {
                let path = files.path(id);
                let removed = spawn_blocking(move || std::fs::remove_file(path)).await;
                match removed.unwrap_or_else(|_| Err(std::io::Error::other("deleting failed"))) {
                    Ok(()) => Ok(true),
                    Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(false),
                    Err(error) => Err(error.into()),
                }
            }
        }
    }

    pub fn list(&self) -> List {
        match &self.place {
            Place::Files(files) => List::of_files(files.clone()),
            Place::Memory(memory) => List::of_memory(memory.list()),
        }
    }
}

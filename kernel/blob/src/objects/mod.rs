//! Blobs in an object store, each an object in the same format as a file: `prefix/xx/xxxx…`. So
//! any tool that copies files moves a cloud's blobs between a directory and a bucket.

mod address;
mod download;
mod list;
mod open_error;
mod probe;
mod upload;

pub(crate) use download::Download;
pub(crate) use list::List;
pub use open_error::OpenError;
pub(crate) use upload::Upload;

use crate::names::Names;
use crate::{BlobError, BlobId, Result};
use object_store::path::Path;
use object_store::{Error, GetOptions, GetRange, GetResult, ObjectStore, ObjectStoreExt};
use std::sync::Arc;
use std::time::SystemTime;

pub(crate) struct Objects {
    store: Arc<dyn ObjectStore>,
    prefix: Path,
    names: Names,
}

impl Objects {
    /// Reaches the store behind an address, and makes sure that it can be worked with.
    pub async fn open(url: &str) -> std::result::Result<Self, OpenError> {
        let address = address::Address::parse(url)?;
        let objects = Self::over(address.connect()?, address.prefix.clone());
        probe::run(&objects)
            .await
            .map_err(|error| OpenError::explain(&address, &error))?;
        Ok(objects)
    }

    pub fn over(store: Arc<dyn ObjectStore>, prefix: Path) -> Self {
        Self {
            store,
            prefix,
            names: Names::new(),
        }
    }

    fn key(&self, id: BlobId) -> Path {
        let name = id.to_string();
        self.prefix.clone().join(&name[..2]).join(&name[2..])
    }

    /// The blob that lies under a key; `None` for what is no blob.
    fn id(&self, key: &Path) -> Option<BlobId> {
        let mut rest = key.prefix_match(&self.prefix)?;
        let (shard, name) = (rest.next()?, rest.next()?);
        let id = format!("{}{}", shard.as_ref(), name.as_ref()).parse();
        id.ok().filter(|id| self.key(*id) == *key)
    }

    async fn get(&self, id: BlobId, range: GetRange) -> Result<GetResult> {
        let options = GetOptions::new().with_range(Some(range));
        let got = self.store.get_opts(&self.key(id), options).await;
        got.map_err(|error| failed(id, &error))
    }

    pub async fn remove(&self, id: BlobId) -> Result<()> {
        match self.store.delete(&self.key(id)).await {
            Ok(()) => Ok(()),
            Err(error) => match failed(id, &error) {
                BlobError::NotFound(_) => Ok(()),
                failed => Err(failed),
            },
        }
    }

    /// The time by the store's own clock: that of an object written just now.
    async fn now(&self) -> object_store::Result<SystemTime> {
        let key = self
            .prefix
            .clone()
            .join(format!("clock-{}", self.names.next()));
        self.store.put(&key, "what time is it?".into()).await?;
        let seen = self.store.head(&key).await;
        self.store.delete(&key).await?;
        Ok(seen?.last_modified.into())
    }
}

/// What went wrong with a blob. The store's own words are kept for the log.
fn failed(id: BlobId, error: &Error) -> BlobError {
    let text = error.to_string();
    let says = |word: &str| text.contains(word);
    match error {
        Error::NotFound { .. } if !says("NoSuchBucket") => BlobError::NotFound(id),
        // As Ceph, MinIO and Haneul say it.
        _ if says("QuotaExceeded") || says("StorageFull") || says(" is full") => BlobError::Full,
        _ => BlobError::Unavailable(text),
    }
}

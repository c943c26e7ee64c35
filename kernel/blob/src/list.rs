//! All blobs there are, for comparing with what refers to them.

use crate::files::{Files, id_of};
use crate::objects;
use crate::zones::Zoned;
use crate::{BlobError, BlobId, Result};
use std::fs::DirEntry;
use std::io::ErrorKind::NotFound;
use std::sync::Arc;
use std::time::{Duration, SystemTime};
use tokio::task::spawn_blocking;

#[derive(Clone, Copy, Debug)]
pub struct Listed {
    pub id: BlobId,
    /// How long ago it was finished, by the clock of the place where it lies; zero if that clock
    /// went back.
    pub age: Duration,
}

impl Listed {
    pub(crate) fn new(id: BlobId, written: SystemTime, now: SystemTime) -> Self {
        let age = now.duration_since(written).unwrap_or_default();
        Self { id, age }
    }
}

/// Pages of blobs, in the order of their ids. Those that come or go meanwhile may be listed or
/// not.
pub struct List(Inner);

enum Inner {
    Memory(Option<Vec<Listed>>),
    Files(FileList),
    Objects(Box<objects::List>),
}

struct FileList {
    places: Places,
    shards: std::ops::RangeInclusive<u8>,
    now: Option<SystemTime>,
}

impl List {
    pub(crate) fn of_memory(blobs: Vec<Listed>) -> Self {
        Self(Inner::Memory(Some(blobs)))
    }

    pub(crate) fn of_files(files: Arc<Files>) -> Self {
        Self::of_places(Places::One(files))
    }

    pub(crate) fn of_zones(zoned: Arc<Zoned>) -> Self {
        Self::of_places(Places::Zones(zoned))
    }

    fn of_places(places: Places) -> Self {
        Self(Inner::Files(FileList {
            places,
            shards: 0..=255,
            now: None,
        }))
    }

    pub(crate) fn of_objects(list: objects::List) -> Self {
        Self(Inner::Objects(Box::new(list)))
    }

    /// The next page, which may be empty; `None` at the end.
    pub async fn page(&mut self) -> Result<Option<Vec<Listed>>> {
        match &mut self.0 {
            Inner::Memory(blobs) => Ok(blobs.take()),
            Inner::Files(list) => list.page().await,
            Inner::Objects(list) => list.page().await,
        }
    }

    /// All pages at once, where there are not too many.
    pub async fn all(mut self) -> Result<Vec<Listed>> {
        let mut all = Vec::new();
        while let Some(page) = self.page().await? {
            all.extend(page);
        }
        Ok(all)
    }
}

#[derive(Clone)]
enum Places {
    One(Arc<Files>),
    Zones(Arc<Zoned>),
}

impl Places {
    /// Whoever lists looks for what is left over; unfinished files are that too.
    fn begin(&self) -> Result<SystemTime> {
        let of = |files: &Files| {
            let now = files.now()?;
            files.sweep_abandoned(now)?;
            Ok(now)
        };
        match self {
            Self::One(files) => of(files),
            Self::Zones(zoned) => {
                zoned.all_reachable()?;
                let times: Result<Vec<_>> = zoned.everywhere().map(|files| of(files)).collect();
                // The clock that is behind makes nothing older than it is.
                let now = times?.into_iter().min();
                now.ok_or(BlobError::Broken)
            }
        }
    }

    /// Of copies the oldest counts: others may have been made again since.
    fn read(&self, shard: u8, now: SystemTime) -> Result<Vec<Listed>> {
        let mut listed = match self {
            Self::One(files) => read_shard(files, shard, now)?,
            Self::Zones(zoned) => {
                zoned.all_reachable()?;
                let pages = zoned
                    .everywhere()
                    .map(|files| read_shard(files, shard, now));
                pages.collect::<Result<Vec<_>>>()?.concat()
            }
        };
        listed.sort_unstable_by_key(|listed| (listed.id, std::cmp::Reverse(listed.age)));
        listed.dedup_by_key(|listed| listed.id);
        Ok(listed)
    }
}

impl FileList {
    async fn page(&mut self) -> Result<Option<Vec<Listed>>> {
        let Some(shard) = self.shards.next() else {
            return Ok(None);
        };
        let (places, now) = (self.places.clone(), self.now);
        let read = spawn_blocking(move || {
            let now = match now {
                Some(now) => now,
                None => places.begin()?,
            };
            Ok((places.read(shard, now)?, now))
        });
        let (page, now) = read.await.unwrap_or(Err(BlobError::Broken))?;
        self.now = Some(now);
        Ok(Some(page))
    }
}

fn read_shard(files: &Files, shard: u8, now: SystemTime) -> Result<Vec<Listed>> {
    let entries = match std::fs::read_dir(files.shard(shard)) {
        Ok(entries) => entries,
        Err(error) if error.kind() == NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error.into()),
    };
    let described = entries.map(|entry| describe(shard, &entry?, now));
    described.filter_map(Result::transpose).collect()
}

/// `None` for what is no blob, or no longer there.
fn describe(shard: u8, entry: &DirEntry, now: SystemTime) -> Result<Option<Listed>> {
    let Some(id) = id_of(shard, entry) else {
        return Ok(None);
    };
    match entry.metadata().and_then(|data| data.modified()) {
        Ok(written) => Ok(Some(Listed::new(id, written, now))),
        Err(error) if error.kind() == NotFound => Ok(None),
        Err(error) => Err(error.into()),
    }
}

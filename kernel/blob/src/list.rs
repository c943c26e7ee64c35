//! All blobs there are, for comparing with what refers to them.

use crate::files::Files;
use crate::objects;
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
    files: Arc<Files>,
    shards: std::ops::RangeInclusive<u8>,
    now: Option<SystemTime>,
}

impl List {
    pub(crate) fn of_memory(blobs: Vec<Listed>) -> Self {
        Self(Inner::Memory(Some(blobs)))
    }

    pub(crate) fn of_files(files: Arc<Files>) -> Self {
        Self(Inner::Files(FileList {
            files,
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

impl FileList {
    async fn page(&mut self) -> Result<Option<Vec<Listed>>> {
        let Some(shard) = self.shards.next() else {
            return Ok(None);
        };
        let (files, now) = (self.files.clone(), self.now);
        let read = spawn_blocking(move || {
            let now = match now {
                Some(now) => now,
                None => begin(&files)?,
            };
            Ok((read_shard(&files, shard, now)?, now))
        });
        let (mut page, now) = read.await.unwrap_or(Err(BlobError::Broken))?;
        self.now = Some(now);
        page.sort_unstable_by_key(|listed| listed.id);
        Ok(Some(page))
    }
}

/// Whoever lists looks for what is left over; unfinished files are that too.
fn begin(files: &Files) -> Result<SystemTime> {
    let now = files.now()?;
    files.sweep_abandoned(now)?;
    Ok(now)
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
    let name = entry.file_name();
    let id = name
        .to_str()
        .and_then(|rest| format!("{shard:02x}{rest}").parse().ok());
    let Some(id) = id else { return Ok(None) };
    match entry.metadata().and_then(|data| data.modified()) {
        Ok(written) => Ok(Some(Listed::new(id, written, now))),
        Err(error) if error.kind() == NotFound => Ok(None),
        Err(error) => Err(error.into()),
    }
}

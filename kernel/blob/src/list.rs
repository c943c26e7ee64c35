//! All blobs there are, for comparing with what refers to them.

use crate::files::Files;
use crate::{BlobId, Result};
use std::fs::{DirEntry, ReadDir};
use std::io::ErrorKind::NotFound;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

#[derive(Clone, Copy, Debug)]
pub struct Listed {
    pub id: BlobId,
    /// In host time.
    pub written: SystemTime,
}

impl Listed {
    /// How long ago it was finished; zero if the host's clock went back.
    pub fn age(&self) -> Duration {
        self.written.elapsed().unwrap_or_default()
    }
}

/// Blocks while it is iterated. Blobs that come or go meanwhile may be listed or not.
pub struct List(Inner);

enum Inner {
    Memory(std::vec::IntoIter<(BlobId, SystemTime)>),
    Files {
        files: Arc<Files>,
        shards: std::ops::RangeInclusive<u8>,
        open: Option<(u8, ReadDir)>,
    },
}

impl List {
    pub(crate) fn of_memory(blobs: Vec<(BlobId, SystemTime)>) -> Self {
        Self(Inner::Memory(blobs.into_iter()))
    }

    pub(crate) fn of_files(files: Arc<Files>) -> Self {
        Self(Inner::Files {
            files,
            shards: 0..=255,
            open: None,
        })
    }
}

impl Iterator for List {
    type Item = Result<Listed>;

    fn next(&mut self) -> Option<Self::Item> {
        match &mut self.0 {
            Inner::Memory(blobs) => blobs.next().map(|(id, written)| Ok(Listed { id, written })),
            Inner::Files {
                files,
                shards,
                open,
            } => next_file(files, shards, open).transpose(),
        }
    }
}

fn next_file(
    files: &Files,
    shards: &mut std::ops::RangeInclusive<u8>,
    open: &mut Option<(u8, ReadDir)>,
) -> Result<Option<Listed>> {
    loop {
        let Some((shard, entries)) = open else {
            let Some(shard) = shards.next() else {
                return Ok(None);
            };
            match std::fs::read_dir(files.shard(shard)) {
                Ok(entries) => *open = Some((shard, entries)),
                Err(error) if error.kind() == NotFound => {}
                Err(error) => return Err(error.into()),
            }
            continue;
        };
        match entries.next() {
            None => *open = None,
            Some(entry) => {
                if let Some(listed) = describe(*shard, &entry?)? {
                    return Ok(Some(listed));
                }
            }
        }
    }
}

/// `None` for what is no blob, or no longer there.
fn describe(shard: u8, entry: &DirEntry) -> Result<Option<Listed>> {
    let name = entry.file_name();
    let id = name
        .to_str()
        .and_then(|rest| format!("{shard:02x}{rest}").parse().ok());
    let Some(id) = id else { return Ok(None) };
    match entry.metadata().and_then(|data| data.modified()) {
        Ok(written) => Ok(Some(Listed { id, written })),
        Err(error) if error.kind() == NotFound => Ok(None),
        Err(error) => Err(error.into()),
    }
}

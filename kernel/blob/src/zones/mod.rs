//! Blobs in three zones, a directory each: the copies of a blob are files of the same name.
//!
//! A directory that is not there is a zone that cannot be reached. One that comes back empty is a
//! new disk, and its copies are made again from the other zones.

mod copies;
mod health;
mod lanes;
mod mend;
mod open_error;
mod pass;
mod suspects;

pub(crate) use copies::Copies;
pub use health::{Health, ZoneHealth};
pub(crate) use lanes::Lanes;
pub use open_error::ZonesError;

use crate::blob_file::BlobFile;
use crate::files::Files;
use crate::losses::Heed;
use crate::{BlobError, BlobId, Result, Zone, Zones};
use health::Counts;
use parking_lot::{Mutex, MutexGuard};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use suspects::Suspects;

/// Says in each directory which zone it is.
const MARKER: &str = "zone";
const LOCKS: usize = 64;

pub(crate) struct Zoned {
    dirs: [Arc<Files>; 3],
    /// Where blobs lay before there were zones: a further copy, until there are others.
    old: Option<Arc<Files>>,
    heed: Heed,
    suspects: Mutex<Suspects>,
    counts: Counts,
    /// Whether a thread is at work on copies.
    busy: AtomicBool,
    /// Whether there are suspects that nobody has looked at.
    wanted: AtomicBool,
    cursor: Mutex<pass::Cursor>,
    /// Held while copies of a blob are put in place or removed; by its id.
    locks: [Mutex<()>; LOCKS],
}

impl Zoned {
    /// Every directory must be there: one that is made where a disk should be would fill the disk
    /// below it.
    pub fn open(
        dirs: &[PathBuf; 3],
        old: Option<&Path>,
        shared: bool,
        heed: Heed,
    ) -> std::result::Result<Self, ZonesError> {
        open_error::check(dirs)?;
        let mut opened = Vec::new();
        for (zone, dir) in Zone::ALL.into_iter().zip(dirs) {
            let files = Files::zone(dir, shared).and_then(|files| {
                mark(&files, zone)?;
                Ok(files)
            });
            opened.push(Arc::new(files.map_err(|e| ZonesError::of(zone, dir, &e))?));
        }
        let old = match old.filter(|dir| dir.is_dir()) {
            Some(dir) => Some(Arc::new(
                Files::zone(dir, shared).map_err(|e| ZonesError::Old(dir.into(), e))?,
            )),
            None => None,
        };
        let dirs = opened.try_into();
        Ok(Self {
            dirs: dirs.map_err(|_| ZonesError::Other("three zones are needed".to_owned()))?,
            old,
            heed,
            suspects: Mutex::default(),
            counts: Counts::default(),
            busy: AtomicBool::new(false),
            wanted: AtomicBool::new(false),
            cursor: Mutex::default(),
            locks: std::array::from_fn(|_| Mutex::new(())),
        })
    }

    fn files(&self, zone: Zone) -> &Arc<Files> {
        &self.dirs[zone as usize]
    }

    /// The zones whose directories are there.
    pub fn reachable(&self) -> Zones {
        let there = |zone: &Zone| self.files(*zone).is_there();
        let zones = Zone::ALL.into_iter().filter(there);
        zones.fold(Zones::NONE, |all, zone| all.with(zone))
    }

    fn lock(&self, id: BlobId) -> MutexGuard<'_, ()> {
        self.locks[usize::from(id.0[0]) % LOCKS].lock()
    }

    /// The file before there were zones.
    fn open_old(&self, id: BlobId) -> Option<BlobFile> {
        BlobFile::open(self.old.as_ref()?, id).ok()
    }

    /// Blocks. A copy in a zone that cannot be reached stays until someone looks for what is left
    /// over.
    pub fn remove(&self, id: BlobId) -> Result<()> {
        let _lock = self.lock(id);
        self.suspects.lock().forget(id);
        self.everywhere().try_for_each(|files| files.remove(id))
    }

    /// Blocks.
    pub fn destroy(self: &Arc<Self>, id: BlobId, zone: Zone) -> Result<()> {
        self.files(zone).remove(id)?;
        if id.placement().zones().has(zone) {
            self.suspect(id, zone);
        }
        Ok(())
    }

    pub fn everywhere(&self) -> impl Iterator<Item = &Arc<Files>> {
        self.dirs.iter().chain(&self.old)
    }

    /// For whoever wants all blobs: an error if some may be where nobody can look.
    pub fn all_reachable(&self) -> Result<()> {
        match Zone::ALL.iter().find(|zone| !self.reachable().has(**zone)) {
            Some(zone) => Err(self.out_of_reach(*zone)),
            None => Ok(()),
        }
    }

    fn out_of_reach(&self, zone: Zone) -> BlobError {
        BlobError::Unavailable(format!(
            "the directory {} of zone {} is not there",
            self.files(zone).dir().display(),
            zone.letter()
        ))
    }
}

/// Writes the marker where there is none; whether there was one.
fn mark(files: &Files, zone: Zone) -> Result<bool> {
    let path = files.dir().join(MARKER);
    match std::fs::read_to_string(&path) {
        Ok(text) if text.trim().chars().eq([zone.letter()]) => Ok(true),
        Ok(text) => Err(BlobError::Unavailable(format!(
            "it was zone {} before: the directories are swapped",
            text.trim()
        ))),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            std::fs::write(&path, format!("{}\n", zone.letter()))?;
            Ok(false)
        }
        Err(error) => Err(error.into()),
    }
}

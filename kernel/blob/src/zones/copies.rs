//! The copies of one blob, tried one after the other.

use super::Zoned;
use crate::blob_file::BlobFile;
use crate::losses::failed;
use crate::{BlobError, BlobId, Result, Zone, Zones};
use std::sync::Arc;

pub(crate) struct Copies {
    zoned: Arc<Zoned>,
    id: BlobId,
    /// The zones that had not failed when this began.
    live: Zones,
    /// Not tried yet.
    left: Zones,
    /// Zones whose copies were not there: suspect only once there is one somewhere.
    missing: Zones,
    old: bool,
    /// Which one is being read.
    current: Option<Zone>,
}

impl Copies {
    /// The first good copy, and the others for when it turns out not to be. Blocks.
    pub fn open(zoned: Arc<Zoned>, id: BlobId, live: Zones) -> Result<(Self, BlobFile)> {
        let mut copies = Self {
            zoned,
            id,
            live,
            left: live,
            missing: Zones::NONE,
            old: true,
            current: None,
        };
        let file = copies.next(None)?;
        Ok((copies, file))
    }

    /// The next copy, after `error` with the current one; that error, or the worst that others
    /// have, when there is none. Blocks.
    pub fn next(&mut self, error: Option<BlobError>) -> Result<BlobFile> {
        let mut worst = error;
        if let Some(zone) = self.current.take() {
            self.zoned.suspect(self.id, zone);
        }
        while let Some(zone) = self.choose() {
            self.left = self.left.without(zone);
            match BlobFile::open(self.zoned.files(zone), self.id) {
                Ok(file) => return Ok(self.begin(zone, file)),
                Err(BlobError::NotFound(_)) => self.missing = self.missing.with(zone),
                Err(other) => {
                    self.zoned.suspect(self.id, zone);
                    worst.get_or_insert(other);
                }
            }
        }
        if std::mem::take(&mut self.old) {
            if let Some(file) = self.zoned.open_old(self.id) {
                return Ok(file);
            }
        }
        Err(worst.unwrap_or_else(|| self.nowhere()))
    }

    fn begin(&mut self, zone: Zone, file: BlobFile) -> BlobFile {
        self.current = Some(zone);
        for missing in std::mem::take(&mut self.missing).iter() {
            self.zoned.suspect(self.id, missing);
        }
        file
    }

    /// By the blob, so that all disks are read from.
    fn choose(&self) -> Option<Zone> {
        let first = usize::from(self.id.0[1]);
        let mut turns = (0..3).map(|turn| Zone::ALL[(first + turn) % 3]);
        turns.find(|zone| self.left.has(*zone))
    }

    /// Whether it is nowhere, or may be where nobody can look.
    fn nowhere(&self) -> BlobError {
        let zones = self.id.placement().zones();
        if self.live != zones {
            return failed(zones.without(self.live));
        }
        let reachable = self.zoned.reachable();
        match zones.without(reachable).iter().next() {
            Some(zone) => self.zoned.out_of_reach(zone),
            None => BlobError::NotFound(self.id),
        }
    }
}

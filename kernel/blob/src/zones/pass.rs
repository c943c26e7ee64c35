//! Looking at all copies: whether each is there, often, and whether each is good, slowly.

use super::{Zoned, mark};
use crate::{BlobId, Result, Zone, Zones};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Without a reason, all folders are looked through only so often.
const LOOK_EVERY: Duration = Duration::from_secs(600);
/// How much is read and checked each time.
const CHECK_BYTES: u64 = 64 << 20;

/// How far looking has come.
#[derive(Default)]
pub(super) struct Cursor {
    /// Host time of the last look through all folders, and the zones that were live then.
    looked: Option<(Instant, Zones)>,
    /// Where checking goes on.
    zone: usize,
    shard: u8,
    after: Option<BlobId>,
}

impl Zoned {
    /// Begins what is due, in a thread of its own.
    pub fn tend(self: &Arc<Self>, failed: Zones) {
        self.spawn(move |zoned| zoned.tend_now(failed));
    }

    fn tend_now(self: &Arc<Self>, failed: Zones) {
        self.suspects.lock().again();
        self.mend_suspects();
        let fresh = self.renew();
        let live = self.reachable().without(failed);
        let looked = self.cursor.lock().looked;
        let due = looked.is_none_or(|(at, then)| then != live || at.elapsed() >= LOOK_EVERY);
        if due || fresh || self.suspects.lock().take_overflow() {
            self.look();
            // Host time: disks fail by it.
            self.cursor.lock().looked = Some((Instant::now(), live));
        }
        self.check(CHECK_BYTES);
    }

    /// All of it at once: every copy there and good where that can be. Blocks.
    pub fn check_all(self: &Arc<Self>) {
        self.suspects.lock().again();
        self.mend_suspects();
        self.renew();
        self.look();
        for shard in 0..=255 {
            for zone in Zone::ALL {
                let ids = self.files(zone).ids(shard).unwrap_or_default();
                ids.into_iter().for_each(|id| self.check_one(id, zone));
            }
        }
    }

    /// Prepares disks that came back empty; whether there are any.
    fn renew(&self) -> bool {
        let zones = Zone::ALL.into_iter();
        let there = zones.filter(|zone| self.files(*zone).is_there());
        let renewed = there.filter(|zone| {
            let files = self.files(*zone);
            let had_marker = files.prepare().and_then(|()| mark(files, *zone));
            matches!(had_marker, Ok(false))
        });
        renewed.count() > 0
    }

    /// Makes the copies that are not there.
    fn look(self: &Arc<Self>) {
        for shard in 0..=255u8 {
            self.counts
                .progress(Some((u32::from(shard) * 100 / 256) as u8));
            match self.found(shard) {
                Ok(found) => self.complete(found),
                Err(error) => self.counts.failed(error.to_string()),
            }
            self.mend_suspects();
        }
        self.counts.progress(None);
    }

    /// Which zones have copies of the blobs of a folder.
    fn found(&self, shard: u8) -> Result<BTreeMap<BlobId, Zones>> {
        let mut found: BTreeMap<BlobId, Zones> = BTreeMap::new();
        for zone in self.reachable().iter() {
            for id in self.files(zone).ids(shard)? {
                let zones = found.entry(id).or_default();
                *zones = zones.with(zone);
            }
        }
        if let Some(old) = &self.old {
            for id in old.ids(shard)? {
                found.entry(id).or_default();
            }
        }
        Ok(found)
    }

    fn complete(self: &Arc<Self>, found: BTreeMap<BlobId, Zones>) {
        let reachable = self.reachable();
        for (id, zones) in found {
            let wanted = id.placement().zones().without(zones);
            let all = wanted.iter().fold(true, |all, zone| {
                let done = reachable.has(zone) && self.mend(id, zone);
                all && done
            });
            if all {
                self.retire_old(id);
            }
        }
    }

    /// The file from before there were zones, once all zones have a copy.
    fn retire_old(&self, id: BlobId) {
        let Some(old) = &self.old else { return };
        let _lock = self.lock(id);
        let mut zones = id.placement().zones().iter();
        if zones.all(|zone| self.files(zone).path(id).exists()) {
            if let Err(error) = old.remove(id) {
                self.counts.failed(error.to_string());
            }
        }
    }

    /// Reads copies and checks them, from where it left off, until it has read so many bytes.
    fn check(self: &Arc<Self>, limit: u64) {
        let before = self.health().checked_bytes;
        for _ in 0..3 * 256 {
            let (zone, shard, after) = {
                let cursor = self.cursor.lock();
                (Zone::ALL[cursor.zone], cursor.shard, cursor.after)
            };
            let mut ids = self.files(zone).ids(shard).unwrap_or_default();
            ids.retain(|id| after.is_none_or(|after| *id > after));
            ids.sort_unstable();
            for id in ids {
                self.check_one(id, zone);
                self.cursor.lock().after = Some(id);
                if self.health().checked_bytes - before >= limit {
                    return;
                }
            }
            self.cursor.lock().advance();
        }
    }

    fn check_one(self: &Arc<Self>, id: BlobId, zone: Zone) {
        if !self.mend(id, zone) {
            self.suspects.lock().leave((id, zone));
        }
    }
}

impl Cursor {
    fn advance(&mut self) {
        self.after = None;
        let (shard, over) = self.shard.overflowing_add(1);
        self.shard = shard;
        if over {
            self.zone = (self.zone + 1) % 3;
        }
    }
}

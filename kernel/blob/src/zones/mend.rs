//! Making copies again that are missing or rotten.

use super::Zoned;
use crate::blob_file::BlobFile;
use crate::buffers::{Buffers, SIZE};
use crate::temp::Temp;
use crate::{BlobError, BlobId, Result, Zone, Zones};
use bytes::Bytes;
use std::sync::Arc;
use std::sync::atomic::Ordering;

impl Zoned {
    /// A copy seems to be missing or rotten: it is looked at soon, in a thread of its own.
    pub fn suspect(self: &Arc<Self>, id: BlobId, zone: Zone) {
        self.suspects.lock().add((id, zone));
        if self.files(zone).is_there() {
            self.wanted.store(true, Ordering::Release);
            self.spawn(Self::mend_suspects);
        }
    }

    /// Runs work on copies, unless some is under way. The end of the process ends it: what it
    /// leaves unfinished is removed by the next start.
    pub(super) fn spawn(self: &Arc<Self>, work: impl FnOnce(&Arc<Self>) + Send + 'static) {
        if self.busy.swap(true, Ordering::AcqRel) {
            return;
        }
        let zoned = self.clone();
        let thread = std::thread::Builder::new().name("blob-copies".into());
        let spawned = thread.spawn(move || {
            work(&zoned);
            zoned.busy.store(false, Ordering::Release);
            // Who came meanwhile found it busy.
            if zoned.wanted.load(Ordering::Acquire) {
                zoned.spawn(Self::mend_suspects);
            }
        });
        if spawned.is_err() {
            self.busy.store(false, Ordering::Release);
        }
    }

    /// Those that cannot be mended now stay suspects, and are left alone for a while.
    pub(super) fn mend_suspects(self: &Arc<Self>) {
        self.wanted.store(false, Ordering::Release);
        // A disk that is full or away is asked once, not for each copy.
        let mut stuck = Zones::NONE;
        loop {
            let suspects = self.suspects.lock().take_fresh();
            if suspects.is_empty() {
                return;
            }
            for (id, zone) in suspects {
                if stuck.has(zone) || !self.mend(id, zone) {
                    stuck = stuck.with(self.stuck(zone));
                    self.suspects.lock().leave((id, zone));
                }
            }
        }
    }

    /// The zone, if nothing can be written to it.
    fn stuck(&self, zone: Zone) -> Zones {
        match self.files(zone).try_out() {
            Ok(()) => Zones::NONE,
            Err(_) => zone.into(),
        }
    }

    /// Looks at a copy and makes it again if it is not good. Whether there is nothing left to do.
    pub(super) fn mend(self: &Arc<Self>, id: BlobId, zone: Zone) -> bool {
        if !self.files(zone).is_there() || !self.heed.live(id).is_ok_and(|live| live.has(zone)) {
            return false;
        }
        match self.is_good(id, zone) {
            Ok(()) => return true,
            Err(BlobError::NotFound(_)) => {}
            Err(error @ BlobError::Corrupt { .. }) => {
                self.counts.rotten(zone);
                tracing::warn!(%id, zone = %zone.letter(), %error, "a copy is rotten");
            }
            Err(error) => tracing::warn!(zone = %zone.letter(), %error, "a copy cannot be read"),
        }
        match self.copy(id, zone) {
            Ok(true) => self.counts.repaired(zone),
            // Deleted meanwhile.
            Ok(false) => {}
            Err(error) => {
                self.counts
                    .failed(format!("zone {}: {error}", zone.letter()));
                return false;
            }
        }
        true
    }

    /// Reads all of it.
    pub(super) fn is_good(&self, id: BlobId, zone: Zone) -> Result<()> {
        let file = BlobFile::open(self.files(zone), id)?;
        each_piece(&file, |_| Ok(()))?;
        self.counts.checked(file.trailer.len);
        Ok(())
    }

    /// Writes a copy from the first good one; whether there was one.
    fn copy(&self, id: BlobId, to: Zone) -> Result<bool> {
        let mut error = None;
        let from = self.heed.live(id)?.without(to);
        let sources = from.iter().map(|zone| self.files(zone));
        for files in sources.chain(&self.old) {
            match BlobFile::open(files, id).and_then(|file| self.copy_of(&file, to)) {
                Ok(placed) => return Ok(placed),
                Err(BlobError::NotFound(_)) => {}
                Err(other) => _ = error.get_or_insert(other),
            }
        }
        // A lone copy that is rotten, and says so.
        if BlobFile::open(self.files(to), id).is_err_and(|e| matches!(e, BlobError::NotFound(_))) {
            return error.map_or(Ok(false), Err);
        }
        let none = || BlobError::corrupt(id, "no copy of it is good");
        Err(error.unwrap_or_else(none))
    }

    fn copy_of(&self, file: &BlobFile, to: Zone) -> Result<bool> {
        let mut temp = Temp::create(self.files(to).clone(), file.id)?;
        each_piece(file, |piece| temp.write(&[piece]))?;
        let _lock = self.lock(file.id);
        if !self.is_anywhere(file.id) {
            return Ok(false);
        }
        let finished = temp.finish()?;
        match finished.crc == file.trailer.crc {
            true => Ok(true),
            false => Err(BlobError::corrupt(file.id, "its copy came out different")),
        }
    }

    fn is_anywhere(&self, id: BlobId) -> bool {
        self.everywhere().any(|files| files.path(id).exists())
    }
}

/// Every piece, checked.
fn each_piece(file: &BlobFile, mut take: impl FnMut(Bytes) -> Result<()>) -> Result<()> {
    let buffers = Buffers::default();
    for offset in (0..file.trailer.len).step_by(SIZE) {
        let mut buffer = buffers.take();
        let len = file.read(offset, &mut buffer)?;
        take(buffer.freeze().slice(..len))?;
    }
    Ok(())
}

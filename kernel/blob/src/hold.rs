//! Holding deletes back while a snapshot is taken.

use crate::{BlobId, Blobs};
use std::sync::{Mutex, PoisonError};

#[derive(Debug, Default)]
pub(crate) struct Holds(Mutex<Held>);

#[derive(Debug, Default)]
struct Held {
    count: usize,
    postponed: Vec<BlobId>,
}

impl Holds {
    /// Remembers the blob for later if anyone holds; false where it may be deleted now.
    pub fn postpone(&self, id: BlobId) -> bool {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if held.count > 0 {
            held.postponed.push(id);
        }
        held.count > 0
    }

    fn begin(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).count += 1;
    }

    /// What the last hold leaves to be deleted.
    fn end(&self) -> Vec<BlobId> {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.count -= 1;
        match held.count {
            0 => std::mem::take(&mut held.postponed),
            _ => Vec::new(),
        }
    }
}

/// Lives as long as nothing may be deleted.
pub struct Hold(Blobs);

impl Hold {
    pub(crate) fn new(blobs: Blobs) -> Hold {
        blobs.holds.begin();
        Hold(blobs)
    }
}

impl Drop for Hold {
    fn drop(&mut self) {
        let postponed = self.0.holds.end();
        if postponed.is_empty() {
            return;
        }
        let blobs = self.0.clone();
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(async move {
                for id in postponed {
                    // What stays behind is an orphan, which its reconciler finds.
                    let _ = blobs.remove(id).await;
                }
            });
        }
    }
}

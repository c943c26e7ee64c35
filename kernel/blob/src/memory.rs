//! Blobs that are forgotten with the process.

use crate::{BlobId, Listed};
use bytes::Bytes;
use parking_lot::Mutex;
use std::collections::BTreeMap;
use std::time::SystemTime;

#[derive(Default)]
pub(crate) struct Memory(Mutex<BTreeMap<BlobId, Held>>);

#[derive(Clone)]
pub(crate) struct Held {
    pub bytes: Bytes,
    pub crc: u64,
    pub since: SystemTime,
}

impl Memory {
    pub fn insert(&self, id: BlobId, bytes: Bytes) {
        let crc = crate::format::sum(&bytes);
        // Host time: how old a blob is, for whoever looks for orphans.
        let since = SystemTime::now();
        self.0.lock().insert(id, Held { bytes, crc, since });
    }

    pub fn get(&self, id: BlobId) -> Option<Held> {
        self.0.lock().get(&id).cloned()
    }

    pub fn remove(&self, id: BlobId) {
        self.0.lock().remove(&id);
    }

    pub fn list(&self) -> Vec<Listed> {
        // Host time, as above.
        let now = SystemTime::now();
        let blobs = self.0.lock();
        let listed = blobs
            .iter()
            .map(|(id, held)| Listed::new(*id, held.since, now));
        listed.collect()
    }
}

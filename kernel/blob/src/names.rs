//! Names for passing things that no other node makes at the same place.

// Host's chance: it tells processes apart, and nothing of the cloud depends on it.
use rand::rngs::StdRng;
use rand::{RngCore, SeedableRng};
use std::sync::atomic::{AtomicU64, Ordering};

pub(crate) struct Names {
    node: u64,
    count: AtomicU64,
}

impl Names {
    pub fn new() -> Self {
        Self {
            node: StdRng::from_os_rng().next_u64(),
            count: AtomicU64::new(0),
        }
    }

    pub fn next(&self) -> String {
        let count = self.count.fetch_add(1, Ordering::Relaxed);
        format!("{:016x}-{count}", self.node)
    }
}

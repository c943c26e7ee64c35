//! The cloud's one source of chance: seeded from the host for use, from a number for tests.

use parking_lot::Mutex;
use rand::rngs::StdRng;
use rand::{Rng, RngCore, SeedableRng};
use std::sync::Arc;

/// Cheap to clone; all clones draw from one sequence. Cryptographically strong (ChaCha), so the
/// same source makes ids and secrets.
#[derive(Clone)]
pub struct Random(Arc<Mutex<StdRng>>);

impl Random {
    pub fn from_host() -> Self {
        Self(Arc::new(Mutex::new(StdRng::from_os_rng())))
    }

    pub fn seeded(seed: u64) -> Self {
        Self(Arc::new(Mutex::new(StdRng::seed_from_u64(seed))))
    }

    pub fn fill(&self, bytes: &mut [u8]) {
        self.0.lock().fill_bytes(bytes);
    }

    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.fill(&mut bytes);
        bytes
    }

    pub fn u64(&self) -> u64 {
        self.0.lock().next_u64()
    }

    /// A number below `limit`.
    pub fn below(&self, limit: u64) -> u64 {
        self.0.lock().random_range(0..limit.max(1))
    }

    /// `length` characters of `alphabet` (ASCII).
    pub fn text(&self, alphabet: &[u8], length: usize) -> String {
        let mut rng = self.0.lock();
        (0..length)
            .map(|_| char::from(alphabet[rng.random_range(0..alphabet.len())]))
            .collect()
    }
}

//! Hashing while bytes arrive: beside the network and the disk, not between them.
//!
//! Every object has an MD5, which is computed together with those of whatever else arrives, and one
//! further checksum. CRCs cost so little that they are taken while the bytes are still in the
//! processor's cache; what costs more runs on a thread of its own.

use super::{Algorithm, encode};
use bytes::Bytes;
use crc_fast::Digest as Crc;
use haneul_md5::{Md5, Pending, Together};
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha512};
use std::ops::RangeInclusive;
use std::sync::Arc;
use tokio::task::{JoinHandle, spawn_blocking};

/// This much is hashed at once: less while many hash, who share [`TOGETHER`].
const BATCH: RangeInclusive<usize> = 64 << 10..=256 << 10;
const TOGETHER: usize = 4 << 20;
/// Smaller amounts are hashed on the spot.
const SMALL: usize = 32 << 10;

pub struct Sums {
    pub md5: [u8; 16],
    pub algorithm: Algorithm,
    /// In base64.
    pub checksum: String,
}

/// Takes bytes as they come. At most two batches are held: one that is hashed, one that grows.
pub struct Hasher {
    algorithm: Algorithm,
    together: Arc<Together>,
    md5: State<Md5, Pending>,
    other: Other,
    batch: Vec<Bytes>,
    size: usize,
}

/// A hash that is here, or with whoever takes a batch in.
enum State<H, P> {
    Idle(H),
    Busy(P),
    Lost,
}

enum Other {
    Crc(Crc),
    Sha(State<Sha, JoinHandle<Sha>>),
    /// The same as the first.
    Md5,
}

enum Sha {
    Sha1(Sha1),
    Sha256(Sha256),
    Sha512(Box<Sha512>),
}

/// The thread that hashed is gone.
pub struct Lost;

impl Hasher {
    pub fn new(together: Arc<Together>, algorithm: Algorithm) -> Self {
        Self {
            algorithm,
            together,
            md5: State::Idle(Md5::new()),
            other: Other::new(algorithm),
            batch: Vec::new(),
            size: 0,
        }
    }

    pub async fn push(&mut self, bytes: Bytes) -> Result<(), Lost> {
        if let Other::Crc(crc) = &mut self.other {
            crc.update(&bytes);
        }
        self.size += bytes.len();
        self.batch.push(bytes);
        match self.is_due() {
            true => self.start().await,
            false => Ok(()),
        }
    }

    fn is_due(&self) -> bool {
        // Every hasher holds it.
        let hashers = Arc::strong_count(&self.together);
        self.size >= (TOGETHER / hashers).clamp(*BATCH.start(), *BATCH.end())
    }

    pub async fn finish(mut self) -> Result<Sums, Lost> {
        if self.size > SMALL {
            self.start().await?;
        }
        let mut md5 = self.md5.take().await?;
        self.batch.iter().for_each(|bytes| md5.update(bytes));
        let md5 = md5.finish();
        let other = match self.other {
            Other::Md5 => md5.to_vec(),
            Other::Crc(crc) => self.algorithm.crc_bytes(crc.finalize()),
            Other::Sha(mut sha) => {
                let mut sha = sha.take().await?;
                self.batch.iter().for_each(|bytes| sha.update(bytes));
                sha.finish()
            }
        };
        Ok(Sums {
            md5,
            algorithm: self.algorithm,
            checksum: encode(other),
        })
    }

    /// Begins to hash the batch, once the one before is done.
    async fn start(&mut self) -> Result<(), Lost> {
        let batch = std::mem::take(&mut self.batch);
        self.size = 0;
        if let Other::Sha(state) = &mut self.other {
            let (mut sha, batch) = (state.take().await?, batch.clone());
            *state = State::Busy(spawn_blocking(move || {
                batch.iter().for_each(|bytes| sha.update(bytes));
                sha
            }));
        }
        let md5 = self.md5.take().await?;
        self.md5 = State::Busy(self.together.update(md5, batch));
        Ok(())
    }
}

impl<H, E, P: Future<Output = Result<H, E>>> State<H, P> {
    async fn take(&mut self) -> Result<H, Lost> {
        match std::mem::replace(self, State::Lost) {
            State::Idle(hash) => Ok(hash),
            State::Busy(pending) => pending.await.map_err(|_| Lost),
            State::Lost => Err(Lost),
        }
    }
}

impl Other {
    fn new(algorithm: Algorithm) -> Other {
        let sha = |sha| Other::Sha(State::Idle(sha));
        match (algorithm.crc(), algorithm) {
            (Some(crc), _) => Other::Crc(Crc::new(crc)),
            (None, Algorithm::Sha1) => sha(Sha::Sha1(Sha1::new())),
            (None, Algorithm::Sha256) => sha(Sha::Sha256(Sha256::new())),
            (None, Algorithm::Sha512) => sha(Sha::Sha512(Box::default())),
            (None, _) => Other::Md5,
        }
    }
}

impl Sha {
    fn update(&mut self, bytes: &[u8]) {
        match self {
            Sha::Sha1(sha) => sha.update(bytes),
            Sha::Sha256(sha) => sha.update(bytes),
            Sha::Sha512(sha) => sha.update(bytes),
        }
    }

    fn finish(self) -> Vec<u8> {
        match self {
            Sha::Sha1(sha) => sha.finalize().to_vec(),
            Sha::Sha256(sha) => sha.finalize().to_vec(),
            Sha::Sha512(sha) => sha.finalize().to_vec(),
        }
    }
}

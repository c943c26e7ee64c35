//! Hashing while bytes arrive: beside the network and the disk, not between them.

use super::{Algorithm, encode};
use bytes::Bytes;
use crc_fast::Digest as Crc;
use md5::{Digest, Md5};
use sha1::Sha1;
use sha2::{Sha256, Sha512};
use tokio::task::{JoinHandle, spawn_blocking};

/// Smaller amounts are hashed on the spot.
const BATCH: usize = 256 << 10;

/// The MD5 every object has, and one checksum.
struct Hashes {
    md5: Md5,
    other: Other,
}

enum Other {
    Crc(Crc),
    Sha1(Sha1),
    Sha256(Sha256),
    Sha512(Box<Sha512>),
    /// The same as the first.
    Md5,
}

pub struct Sums {
    pub md5: [u8; 16],
    pub algorithm: Algorithm,
    /// In base64.
    pub checksum: String,
}

impl Hashes {
    fn new(algorithm: Algorithm) -> Self {
        let other = match (algorithm.crc(), algorithm) {
            (Some(crc), _) => Other::Crc(Crc::new(crc)),
            (None, Algorithm::Sha1) => Other::Sha1(Sha1::new()),
            (None, Algorithm::Sha256) => Other::Sha256(Sha256::new()),
            (None, Algorithm::Sha512) => Other::Sha512(Box::default()),
            (None, _) => Other::Md5,
        };
        Self {
            md5: Md5::new(),
            other,
        }
    }

    fn update(&mut self, bytes: &[u8]) {
        self.md5.update(bytes);
        match &mut self.other {
            Other::Crc(crc) => crc.update(bytes),
            Other::Sha1(sha) => sha.update(bytes),
            Other::Sha256(sha) => sha.update(bytes),
            Other::Sha512(sha) => sha.update(bytes),
            Other::Md5 => {}
        }
    }

    fn finish(self, algorithm: Algorithm) -> Sums {
        let md5: [u8; 16] = self.md5.finalize().into();
        let other = match self.other {
            Other::Crc(crc) => algorithm.crc_bytes(crc.finalize()),
            Other::Sha1(sha) => sha.finalize().to_vec(),
            Other::Sha256(sha) => sha.finalize().to_vec(),
            Other::Sha512(sha) => sha.finalize().to_vec(),
            Other::Md5 => md5.to_vec(),
        };
        Sums {
            md5,
            algorithm,
            checksum: encode(other),
        }
    }
}

/// Takes bytes as they come. At most two batches are held: one that is hashed, one that grows.
pub struct Hasher {
    algorithm: Algorithm,
    state: State,
    batch: Vec<Bytes>,
    size: usize,
}

enum State {
    Idle(Box<Hashes>),
    Busy(JoinHandle<Box<Hashes>>),
    Lost,
}

/// The thread that hashed is gone.
pub struct Lost;

impl Hasher {
    pub fn new(algorithm: Algorithm) -> Self {
        Self {
            algorithm,
            state: State::Idle(Box::new(Hashes::new(algorithm))),
            batch: Vec::new(),
            size: 0,
        }
    }

    pub async fn push(&mut self, bytes: Bytes) -> Result<(), Lost> {
        self.size += bytes.len();
        self.batch.push(bytes);
        if self.size < BATCH {
            return Ok(());
        }
        let mut hashes = self.take().await?;
        let batch = std::mem::take(&mut self.batch);
        self.size = 0;
        self.state = State::Busy(spawn_blocking(move || {
            batch.iter().for_each(|bytes| hashes.update(bytes));
            hashes
        }));
        Ok(())
    }

    pub async fn finish(mut self) -> Result<Sums, Lost> {
        let mut hashes = self.take().await?;
        self.batch.iter().for_each(|bytes| hashes.update(bytes));
        Ok(hashes.finish(self.algorithm))
    }

    async fn take(&mut self) -> Result<Box<Hashes>, Lost> {
        match std::mem::replace(&mut self.state, State::Lost) {
            State::Idle(hashes) => Ok(hashes),
            State::Busy(task) => task.await.map_err(|_| Lost),
            State::Lost => Err(Lost),
        }
    }
}

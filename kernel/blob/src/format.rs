//! The file of a blob: its bytes, a checksum for each block of them, and a trailer.
//!
//! All checksums are CRC-64/NVME, all numbers big-endian. The trailer is
//! `HANEULBL`, format (u32), block size (u32), length (u64), checksum of all bytes (u64), and the
//! checksum of these 32 bytes (u64). A block's checksum in the footer is vouched for by its block.

use crate::{BlobError, BlobId, Result};
use crc_fast::{CrcAlgorithm, Digest, checksum};

pub(crate) const BLOCK: usize = 64 << 10;
pub(crate) const TRAILER: usize = 40;
pub(crate) const SUM: usize = 8;
const MAGIC: &[u8; 8] = b"HANEULBL";
const FORMAT: u32 = 1;

pub(crate) fn sum(bytes: &[u8]) -> u64 {
    checksum(CrcAlgorithm::Crc64Nvme, bytes)
}

/// Checksums of bytes that arrive in pieces of any size.
pub(crate) struct Sums {
    blocks: Vec<u8>,
    block: Digest,
    filled: usize,
    whole: Digest,
    len: u64,
}

impl Sums {
    pub fn new() -> Self {
        Self {
            blocks: Vec::new(),
            block: Digest::new(CrcAlgorithm::Crc64Nvme),
            filled: 0,
            whole: Digest::new(CrcAlgorithm::Crc64Nvme),
            len: 0,
        }
    }

    pub fn update(&mut self, mut bytes: &[u8]) {
        self.len += bytes.len() as u64;
        while !bytes.is_empty() {
            let (now, rest) = bytes.split_at(bytes.len().min(BLOCK - self.filled));
            self.block.update(now);
            self.whole.update(now);
            self.filled += now.len();
            if self.filled == BLOCK {
                self.end_block();
            }
            bytes = rest;
        }
    }

    fn end_block(&mut self) {
        self.blocks
            .extend_from_slice(&self.block.finalize().to_be_bytes());
        self.block.reset();
        self.filled = 0;
    }

    pub fn len(&self) -> u64 {
        self.len
    }

    /// What follows the bytes in the file, and the checksum of all of them.
    pub fn finish(mut self) -> (Vec<u8>, u64) {
        if self.filled > 0 {
            self.end_block();
        }
        let crc = self.whole.finalize();
        let mut end = self.blocks;
        let trailer = end.len();
        end.extend_from_slice(MAGIC);
        end.extend_from_slice(&FORMAT.to_be_bytes());
        end.extend_from_slice(&(BLOCK as u32).to_be_bytes());
        end.extend_from_slice(&self.len.to_be_bytes());
        end.extend_from_slice(&crc.to_be_bytes());
        let own = sum(&end[trailer..]);
        end.extend_from_slice(&own.to_be_bytes());
        (end, crc)
    }
}

/// What the trailer of an intact file says.
#[derive(Clone, Copy, PartialEq)]
pub(crate) struct Trailer {
    pub len: u64,
    pub crc: u64,
}

impl Trailer {
    pub fn parse(id: BlobId, bytes: &[u8; TRAILER], file_len: u64) -> Result<Self> {
        let (head, own) = bytes.split_at(TRAILER - SUM);
        let number = |at: usize| {
            let mut wide = [0; 8];
            wide.copy_from_slice(&head[at..at + 8]);
            u64::from_be_bytes(wide)
        };
        if sum(head).to_be_bytes() != *own || !head.starts_with(MAGIC) {
            return Err(BlobError::corrupt(id, "its trailer is wrong"));
        }
        let (format, len, crc) = (number(8), number(16), number(24));
        if format != u64::from(FORMAT) << 32 | BLOCK as u64 {
            return Err(BlobError::corrupt(id, "it is in an unknown format"));
        }
        if file_len != len + len.div_ceil(BLOCK as u64) * SUM as u64 + TRAILER as u64 {
            return Err(BlobError::corrupt(id, "its file has the wrong length"));
        }
        Ok(Self { len, crc })
    }

    /// Where in the file the checksum of a block is.
    pub fn sum_offset(&self, block: u64) -> u64 {
        self.len + block * SUM as u64
    }
}

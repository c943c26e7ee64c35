//! One stream.

use crate::block::{BLOCK, Block, START};
use crate::width::Width;

/// What has been taken in of a stream so far.
#[derive(Clone)]
pub struct Md5 {
    pub(crate) state: [u32; 4],
    length: u64,
    /// The bytes after the last whole block.
    rest: Block,
}

impl Default for Md5 {
    fn default() -> Self {
        Md5 {
            state: START,
            length: 0,
            rest: [0; BLOCK],
        }
    }
}

impl Md5 {
    pub fn new() -> Md5 {
        Md5::default()
    }

    /// The MD5 of bytes that are there already.
    pub fn of(bytes: &[u8]) -> [u8; 16] {
        let mut md5 = Md5::new();
        md5.update(bytes);
        md5.finish()
    }

    pub fn update(&mut self, mut bytes: &[u8]) {
        if !self.is_between_blocks() {
            let filled = self.filled();
            let (now, later) = bytes.split_at(bytes.len().min(BLOCK - filled));
            self.rest[filled..filled + now.len()].copy_from_slice(now);
            self.length += now.len() as u64;
            bytes = later;
            if !self.is_between_blocks() {
                return;
            }
            let block = self.rest;
            self.compress(&[block]);
        }
        let (blocks, rest) = bytes.as_chunks::<BLOCK>();
        self.compress(blocks);
        self.rest[..rest.len()].copy_from_slice(rest);
        self.length += bytes.len() as u64;
    }

    pub fn finish(mut self) -> [u8; 16] {
        let bits = self.length.wrapping_mul(8);
        let filled = self.filled();
        self.rest[filled] = 0x80;
        self.rest[filled + 1..].fill(0);
        if filled + 1 > BLOCK - 8 {
            let block = std::mem::replace(&mut self.rest, [0; BLOCK]);
            self.compress(&[block]);
        }
        self.rest[BLOCK - 8..].copy_from_slice(&bits.to_le_bytes());
        let block = self.rest;
        self.compress(&[block]);
        let mut sum = [0; 16];
        for (bytes, word) in sum.chunks_mut(4).zip(self.state) {
            bytes.copy_from_slice(&word.to_le_bytes());
        }
        sum
    }

    /// Whether what comes next begins a block.
    pub(crate) fn is_between_blocks(&self) -> bool {
        self.filled() == 0
    }

    /// How many bytes end the block that has begun.
    pub(crate) fn wanting(&self) -> usize {
        (BLOCK - self.filled()) % BLOCK
    }

    /// Whole blocks have been taken into the state elsewhere.
    pub(crate) fn count(&mut self, blocks: usize) {
        self.length += (blocks * BLOCK) as u64;
    }

    fn filled(&self) -> usize {
        (self.length % BLOCK as u64) as usize
    }

    fn compress(&mut self, blocks: &[Block]) {
        Width::Least.compress(std::slice::from_mut(&mut self.state), &[blocks]);
    }
}

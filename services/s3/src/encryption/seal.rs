//! Sealing bytes as they come, and opening any stretch of them.
//!
//! Bytes are cut into frames, each encrypted and authenticated by AES-256-GCM under a key that is
//! used for these bytes only, so a frame's number is its nonce. A sealed frame has 64 KiB, as the
//! blocks of a blob have, which are read and checked as a whole anyway.

use super::DataKey;
use bytes::{Bytes, BytesMut};
use haneul_blob::{PIECE, Unseal};
use haneul_runtime::Random;
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use std::ops::Range;

const TAG: usize = 16;
/// A frame as it is stored.
const SEALED: usize = 64 << 10;
/// A frame's bytes.
const FRAME: usize = SEALED - TAG;
/// The bytes that a piece of a sealed blob stands for.
pub const OPENED: u64 = (PIECE / SEALED * FRAME) as u64;
/// What inline bytes grow by.
pub const INLINE_EXTRA: usize = NONCE_LEN + TAG;

fn cipher(key: &DataKey, label: &str) -> Option<LessSafeKey> {
    let key = UnboundKey::new(&AES_256_GCM, &key.derive(label)).ok()?;
    Some(LessSafeKey::new(key))
}

fn nonce(frame: u64) -> Nonce {
    let mut bytes = [0; NONCE_LEN];
    bytes[4..].copy_from_slice(&frame.to_be_bytes());
    Nonce::assume_unique_for_key(bytes)
}

/// The pieces of a sealed blob that a range of its bytes lies in; both in bytes from the start.
pub fn sealed_range(range: &Range<u64>) -> Range<u64> {
    let piece = PIECE as u64;
    range.start / OPENED * piece..range.end.div_ceil(OPENED) * piece
}

/// Encrypts what becomes one blob.
pub struct Sealer {
    cipher: LessSafeKey,
    frame: u64,
    open: BytesMut,
}

impl Sealer {
    /// The label is used for these bytes only.
    pub fn new(key: &DataKey, label: &str) -> Option<Self> {
        Some(Self {
            cipher: cipher(key, label)?,
            frame: 0,
            open: BytesMut::new(),
        })
    }

    /// Gives each frame that is full to `write`.
    pub fn push(&mut self, mut bytes: &[u8]) -> Vec<Bytes> {
        let mut sealed = Vec::with_capacity(bytes.len() / FRAME + 1);
        while !bytes.is_empty() {
            if self.open.capacity() == 0 {
                self.open.reserve(SEALED);
            }
            let (now, rest) = bytes.split_at(bytes.len().min(FRAME - self.open.len()));
            self.open.extend_from_slice(now);
            bytes = rest;
            if self.open.len() == FRAME {
                sealed.extend(self.end());
            }
        }
        sealed
    }

    /// The last frame, if one is begun.
    pub fn finish(mut self) -> Option<Bytes> {
        match self.open.is_empty() {
            true => None,
            false => self.end(),
        }
    }

    fn end(&mut self) -> Option<Bytes> {
        let mut frame = std::mem::take(&mut self.open);
        let nonce = nonce(self.frame);
        self.frame += 1;
        let tag = self
            .cipher
            .seal_in_place_separate_tag(nonce, Aad::empty(), &mut frame)
            .ok()?;
        frame.extend_from_slice(tag.as_ref());
        Some(frame.freeze())
    }
}

/// Decrypts pieces of a blob.
pub struct Opener(LessSafeKey);

impl Opener {
    pub fn new(key: &DataKey, label: &str) -> Option<Self> {
        cipher(key, label).map(Self)
    }
}

impl Unseal for Opener {
    /// Each frame is moved up to the end of the one before it.
    fn unseal(&self, offset: u64, piece: &mut [u8]) -> Option<usize> {
        let mut frame = offset / SEALED as u64;
        let (mut opened, mut at) = (0, 0);
        while at < piece.len() {
            let end = (at + SEALED).min(piece.len());
            let space = &mut piece[opened..end];
            let plain = self
                .0
                .open_within(nonce(frame), Aad::empty(), space, at - opened..)
                .ok()?;
            opened += plain.len();
            frame += 1;
            at = end;
        }
        Some(opened)
    }
}

/// Seals few bytes in one piece.
pub fn inline(random: &Random, key: &DataKey, bytes: &[u8]) -> Option<Bytes> {
    let chance: [u8; NONCE_LEN] = random.bytes();
    let mut sealed = BytesMut::with_capacity(bytes.len() + INLINE_EXTRA);
    sealed.extend_from_slice(&chance);
    sealed.extend_from_slice(bytes);
    let nonce = Nonce::assume_unique_for_key(chance);
    let tag = cipher(key, "inline")?
        .seal_in_place_separate_tag(nonce, Aad::empty(), &mut sealed[NONCE_LEN..])
        .ok()?;
    sealed.extend_from_slice(tag.as_ref());
    Some(sealed.freeze())
}

pub fn open_inline(key: &DataKey, sealed: &[u8]) -> Option<Bytes> {
    let (chance, sealed) = sealed.split_first_chunk::<NONCE_LEN>()?;
    let mut bytes = BytesMut::from(sealed);
    let nonce = Nonce::assume_unique_for_key(*chance);
    let length = cipher(key, "inline")?
        .open_in_place(nonce, Aad::empty(), &mut bytes)
        .ok()?
        .len();
    bytes.truncate(length);
    Some(bytes.freeze())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn key() -> DataKey {
        DataKey([7; 32])
    }

    fn seal(bytes: &[u8], step: usize) -> Bytes {
        let mut sealer = Sealer::new(&key(), "blob").unwrap();
        let mut sealed = Vec::new();
        for piece in bytes.chunks(step.max(1)) {
            sealed.extend(sealer.push(piece));
        }
        sealed.extend(sealer.finish());
        sealed.concat().into()
    }

    fn plain(length: usize) -> Vec<u8> {
        (0..length)
            .map(|at| ((at * 31) ^ (at >> 8)) as u8)
            .collect()
    }

    /// A range, as whoever reads pieces gets it.
    fn open(sealed: &[u8], range: &Range<u64>) -> Option<Vec<u8>> {
        let opener = Opener::new(&key(), "blob")?;
        let lies = sealed_range(range);
        let (mut got, mut at) = (Vec::new(), lies.start as usize);
        while at < sealed.len().min(lies.end as usize) {
            let mut piece = sealed[at..sealed.len().min(at + PIECE)].to_vec();
            let length = opener.unseal(at as u64, &mut piece)?;
            got.extend(&piece[..length]);
            at += PIECE;
        }
        let skipped = (range.start % OPENED) as usize;
        let wanted = (range.end - range.start) as usize;
        Some(got[skipped..skipped + wanted].to_vec())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]
        #[test]
        fn any_range_comes_back(
            length in prop_oneof![1usize..10, FRAME - 2..FRAME + 3, 1usize..700_000],
            from in 0.0f64..1.0, to in 0.0f64..1.0, step in 1usize..200_000,
        ) {
            let bytes = plain(length);
            let sealed = seal(&bytes, step);
            let at = |part: f64| (part * (length + 1) as f64) as u64;
            let range = at(from.min(to))..at(from.max(to)).min(length as u64);
            prop_assume!(range.start < range.end);
            let got = open(&sealed, &range).unwrap();
            prop_assert_eq!(&got, &bytes[range.start as usize..range.end as usize]);
        }
    }

    #[test]
    fn changed_bytes_do_not_open() {
        let sealed = seal(&plain(100), 7);
        assert_eq!(open(&sealed, &(0..100)).unwrap(), plain(100));
        for at in 0..sealed.len() {
            let mut bent = sealed.to_vec();
            bent[at] ^= 1;
            assert_eq!(open(&bent, &(0..100)), None, "byte {at}");
        }
        assert_eq!(open(&sealed[..sealed.len() - 1], &(0..100)), None);
        let other = Opener::new(&key(), "another blob").unwrap();
        assert_eq!(other.unseal(0, &mut sealed.to_vec()), None);
    }

    #[test]
    fn inline_bytes() {
        let random = Random::seeded(1);
        let sealed = inline(&random, &key(), b"hello").unwrap();
        assert_eq!(sealed.len(), 5 + INLINE_EXTRA);
        assert_eq!(open_inline(&key(), &sealed).unwrap(), "hello");
        assert_eq!(open_inline(&DataKey([8; 32]), &sealed), None);
        assert_ne!(inline(&random, &key(), b"hello").unwrap(), sealed);
    }
}

//! Sealing bytes as they come, and opening any stretch of them.
//!
//! Bytes are cut into frames, each encrypted and authenticated by AES-256-GCM under a key that is
//! used for these bytes only, so a frame's number is its nonce. A sealed frame has 64 KiB, as the
//! blocks of a blob have, which are read and checked as a whole anyway. Where there are two layers, the
//! second is about whole frames.

use super::DataKey;
use super::layer::Layer;
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

fn layer(key: &DataKey, label: &str) -> Option<Layer> {
    key.derive_outer(label).map(|key| Layer::new(&key))
}

/// Encrypts what becomes one blob.
pub struct Sealer {
    cipher: LessSafeKey,
    outer: Option<Layer>,
    frame: u64,
    open: BytesMut,
}

impl Sealer {
    /// The label is used for these bytes only.
    pub fn new(key: &DataKey, label: &str) -> Option<Self> {
        Some(Self {
            cipher: cipher(key, label)?,
            outer: layer(key, label),
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
        let number = self.frame;
        self.frame += 1;
        let tag = self
            .cipher
            .seal_in_place_separate_tag(nonce(number), Aad::empty(), &mut frame)
            .ok()?;
        frame.extend_from_slice(tag.as_ref());
        if let Some(outer) = &self.outer {
            outer.frame(number, &mut frame);
        }
        Some(frame.freeze())
    }
}

/// Decrypts pieces of a blob.
pub struct Opener {
    cipher: LessSafeKey,
    outer: Option<Layer>,
}

impl Opener {
    pub fn new(key: &DataKey, label: &str) -> Option<Self> {
        Some(Self {
            cipher: cipher(key, label)?,
            outer: layer(key, label),
        })
    }
}

impl Unseal for Opener {
    /// Each frame is moved up to the end of the one before it.
    fn unseal(&self, offset: u64, piece: &mut [u8]) -> Option<usize> {
        let mut frame = offset / SEALED as u64;
        let (mut opened, mut at) = (0, 0);
        while at < piece.len() {
            let end = (at + SEALED).min(piece.len());
            if let Some(outer) = &self.outer {
                outer.frame(frame, &mut piece[at..end]);
            }
            let space = &mut piece[opened..end];
            let plain = self
                .cipher
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
    if let Some(outer) = layer(key, "inline") {
        outer.inline(&chance, &mut sealed[NONCE_LEN..]);
    }
    Some(sealed.freeze())
}

pub fn open_inline(key: &DataKey, sealed: &[u8]) -> Option<Bytes> {
    let (chance, sealed) = sealed.split_first_chunk::<NONCE_LEN>()?;
    let mut bytes = BytesMut::from(sealed);
    if let Some(outer) = layer(key, "inline") {
        outer.inline(chance, &mut bytes);
    }
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
        DataKey::one([7; 32])
    }

    fn two() -> DataKey {
        DataKey {
            own: [7; 32],
            outer: Some([9; 32]),
        }
    }

    fn seal(key: &DataKey, bytes: &[u8], step: usize) -> Bytes {
        let mut sealer = Sealer::new(key, "blob").unwrap();
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
    fn open(key: &DataKey, sealed: &[u8], range: &Range<u64>) -> Option<Vec<u8>> {
        let opener = Opener::new(key, "blob")?;
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
            let at = |part: f64| (part * (length + 1) as f64) as u64;
            let range = at(from.min(to))..at(from.max(to)).min(length as u64);
            prop_assume!(range.start < range.end);
            let wanted = &bytes[range.start as usize..range.end as usize];
            let mut lengths = Vec::new();
            for key in [key(), two()] {
                let sealed = seal(&key, &bytes, step);
                prop_assert_eq!(&open(&key, &sealed, &range).unwrap(), wanted);
                lengths.push(sealed.len());
            }
            prop_assert_eq!(lengths[0], lengths[1]);
        }
    }

    #[test]
    fn changed_bytes_do_not_open() {
        for key in [key(), two()] {
            let sealed = seal(&key, &plain(100), 7);
            assert_eq!(open(&key, &sealed, &(0..100)).unwrap(), plain(100));
            for at in 0..sealed.len() {
                let mut bent = sealed.to_vec();
                bent[at] ^= 1;
                assert_eq!(open(&key, &bent, &(0..100)), None, "byte {at}");
            }
            assert_eq!(open(&key, &sealed[..sealed.len() - 1], &(0..100)), None);
        }
        let sealed = seal(&key(), &plain(100), 7);
        let other = Opener::new(&key(), "another blob").unwrap();
        assert_eq!(other.unseal(0, &mut sealed.to_vec()), None);
    }

    #[test]
    fn inline_bytes() {
        let random = Random::seeded(1);
        let sealed = inline(&random, &key(), b"hello").unwrap();
        assert_eq!(sealed.len(), 5 + INLINE_EXTRA);
        assert_eq!(open_inline(&key(), &sealed).unwrap(), "hello");
        assert_eq!(open_inline(&DataKey::one([8; 32]), &sealed), None);
        assert_ne!(inline(&random, &key(), b"hello").unwrap(), sealed);
    }
    /// Neither key alone opens anything, and with the second one only the first layer is left.
    #[test]
    fn two_layers_need_two_keys() {
        let random = Random::seeded(2);
        let bytes = plain(200_000);
        let sealed = seal(&two(), &bytes, 10_000);
        let small = inline(&random, &two(), b"hello").unwrap();
        let other = |own, outer| DataKey {
            own: [own; 32],
            outer: Some([outer; 32]),
        };
        for wrong in [key(), other(7, 8), other(8, 9)] {
            assert_eq!(open(&wrong, &sealed, &(0..10)), None);
            assert_eq!(open_inline(&wrong, &small), None);
        }
        assert_eq!(small.len(), 5 + INLINE_EXTRA);
        assert_eq!(open_inline(&two(), &small).unwrap(), "hello");
        let outer = layer(&two(), "blob").unwrap();
        let mut first = sealed[..SEALED].to_vec();
        outer.frame(0, &mut first);
        assert_eq!(first, seal(&key(), &bytes, 10_000)[..SEALED]);
    }
}

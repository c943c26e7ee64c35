//! Keys as bytes whose order is that of the values, and where each part shows its own end.

use crate::{Result, StoreError};

/// Something a row is found by: one part, or a tuple of up to four.
pub trait Key {
    /// What it is decoded to: `String` for `&str`, and so on.
    type Owned: OwnedKey;
    fn encode(&self, out: &mut Vec<u8>);
}

/// A key that can be read back.
pub trait OwnedKey: Key<Owned = Self> + Sized {
    /// Takes the key from the front of the input.
    fn decode(input: &mut &[u8]) -> Result<Self>;
}

/// The encoded form, for index keys and cursors.
pub fn key_bytes<K: Key + ?Sized>(key: &K) -> Vec<u8> {
    let mut out = Vec::with_capacity(32);
    key.encode(&mut out);
    out
}

/// What shows where bytes end. With its last byte one greater it lies behind all that goes on from
/// there, and before all longer bytes.
pub const END: [u8; 2] = [0, 1];
const ZERO: [u8; 2] = [0, 0xff];

/// Escapes zero bytes, without the end mark: what all longer values begin with.
pub(crate) fn encode_open(bytes: &[u8], out: &mut Vec<u8>) {
    out.reserve(bytes.len() + END.len());
    let mut pieces = bytes.split(|byte| *byte == 0);
    out.extend_from_slice(pieces.next().unwrap_or_default());
    for piece in pieces {
        out.extend_from_slice(&ZERO);
        out.extend_from_slice(piece);
    }
}

fn encode_bytes(bytes: &[u8], out: &mut Vec<u8>) {
    encode_open(bytes, out);
    out.extend_from_slice(&END);
}

fn decode_bytes(input: &mut &[u8]) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    loop {
        let zero = input
            .iter()
            .position(|byte| *byte == 0)
            .ok_or_else(cut_off)?;
        bytes.extend_from_slice(&input[..zero]);
        let mark = input.get(zero..zero + 2).ok_or_else(cut_off)?;
        let is_end = mark == END;
        *input = &input[zero + 2..];
        if is_end {
            return Ok(bytes);
        }
        bytes.push(0);
    }
}

fn cut_off() -> StoreError {
    StoreError::corrupt("a key that is cut off")
}

macro_rules! as_bytes {
    ($($type:ty => $owned:ty),*) => {$(
        impl Key for $type {
            type Owned = $owned;
            fn encode(&self, out: &mut Vec<u8>) {
                encode_bytes(self.as_ref(), out);
            }
        }
    )*};
}

as_bytes!(str => String, &str => String, String => String, [u8] => Vec<u8>, &[u8] => Vec<u8>, Vec<u8> => Vec<u8>);

impl Key for &String {
    type Owned = String;
    fn encode(&self, out: &mut Vec<u8>) {
        encode_bytes(self.as_bytes(), out);
    }
}

impl OwnedKey for Vec<u8> {
    fn decode(input: &mut &[u8]) -> Result<Self> {
        decode_bytes(input)
    }
}

impl OwnedKey for String {
    fn decode(input: &mut &[u8]) -> Result<Self> {
        String::from_utf8(decode_bytes(input)?).map_err(StoreError::corrupt)
    }
}

fn take<const N: usize>(input: &mut &[u8]) -> Result<[u8; N]> {
    let (head, rest) = input.split_first_chunk::<N>().ok_or_else(cut_off)?;
    *input = rest;
    Ok(*head)
}

/// Numbers: big-endian, with the sign bit turned so that negative ones come first.
macro_rules! number {
    ($($type:ty, $flip:expr);*) => {$(
        impl Key for $type {
            type Owned = Self;
            fn encode(&self, out: &mut Vec<u8>) {
                out.extend_from_slice(&(*self ^ $flip).to_be_bytes());
            }
        }
        impl OwnedKey for $type {
            fn decode(input: &mut &[u8]) -> Result<Self> {
                Ok(<$type>::from_be_bytes(take(input)?) ^ $flip)
            }
        }
    )*};
}

number!(u8, 0; u16, 0; u32, 0; u64, 0; u128, 0; i32, i32::MIN; i64, i64::MIN);

impl Key for bool {
    type Owned = Self;
    fn encode(&self, out: &mut Vec<u8>) {
        out.push(u8::from(*self));
    }
}

impl OwnedKey for bool {
    fn decode(input: &mut &[u8]) -> Result<Self> {
        Ok(u8::decode(input)? != 0)
    }
}

impl<const N: usize> Key for [u8; N] {
    type Owned = Self;
    fn encode(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(self);
    }
}

impl<const N: usize> OwnedKey for [u8; N] {
    fn decode(input: &mut &[u8]) -> Result<Self> {
        take(input)
    }
}

impl Key for () {
    type Owned = Self;
    fn encode(&self, _: &mut Vec<u8>) {}
}

impl OwnedKey for () {
    fn decode(_: &mut &[u8]) -> Result<Self> {
        Ok(())
    }
}

macro_rules! tuple {
    ($($part:ident $at:tt),*) => {
        impl<$($part: Key),*> Key for ($($part,)*) {
            type Owned = ($($part::Owned,)*);
            fn encode(&self, out: &mut Vec<u8>) {
                $(self.$at.encode(out);)*
            }
        }
        impl<$($part: OwnedKey),*> OwnedKey for ($($part,)*) {
            fn decode(input: &mut &[u8]) -> Result<Self> {
                Ok(($($part::decode(input)?,)*))
            }
        }
    };
}

tuple!(A 0);
tuple!(A 0, B 1);
tuple!(A 0, B 1, C 2);
tuple!(A 0, B 1, C 2, D 3);

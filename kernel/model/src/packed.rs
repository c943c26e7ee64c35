//! The byte form of facts: one table of strings, then plain fields in declaration order.
//!
//! Numbers are LEB128 varints, strings are places in the table. Nothing describes itself: writer
//! and reader come from the same [`packed_struct!`](crate::packed) lines, so they cannot differ.

use std::collections::HashMap;

/// Changes whenever a packed type changes; a reader refuses any other.
const FORMAT: u8 = 1;

/// Something that is written to and read from packed bytes.
pub(crate) trait Packed: Sized {
    fn pack(&self, out: &mut Writer);
    fn unpack(from: &mut Reader) -> Result<Self, String>;
}

#[derive(Default)]
pub(crate) struct Writer {
    body: Vec<u8>,
    strings: Vec<&'static str>,
    places: HashMap<&'static str, u64>,
}

impl Writer {
    pub fn byte(&mut self, byte: u8) {
        self.body.push(byte);
    }

    pub fn number(&mut self, number: u64) {
        varint(&mut self.body, number);
    }

    fn string(&mut self, text: &'static str) {
        let next = self.strings.len() as u64;
        let place = *self.places.entry(text).or_insert(next);
        if place == next {
            self.strings.push(text);
        }
        self.number(place);
    }

    fn finish(self) -> Vec<u8> {
        let mut out = vec![FORMAT];
        varint(&mut out, self.strings.len() as u64);
        for text in &self.strings {
            varint(&mut out, text.len() as u64);
        }
        for text in &self.strings {
            out.extend_from_slice(text.as_bytes());
        }
        out.extend_from_slice(&self.body);
        out
    }
}

fn varint(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

pub(crate) struct Reader {
    bytes: &'static [u8],
    strings: Vec<&'static str>,
}

impl Reader {
    fn open(bytes: &'static [u8]) -> Result<Reader, String> {
        let mut reader = Reader {
            bytes,
            strings: Vec::new(),
        };
        match reader.byte()? {
            FORMAT => {}
            other => return Err(format!("packed format {other}, expected {FORMAT}")),
        }
        let count = reader.count()?;
        let lengths = (0..count)
            .map(|_| reader.number())
            .collect::<Result<Vec<_>, _>>()?;
        let total = lengths.iter().try_fold(0u64, |sum, n| sum.checked_add(*n));
        let area = total.and_then(|t| reader.bytes.split_at_checked(t as usize));
        let (area, rest) = area.ok_or("string table runs past the end")?;
        let mut text = std::str::from_utf8(area).map_err(|e| e.to_string())?;
        for length in lengths {
            let (one, others) = text
                .split_at_checked(length as usize)
                .ok_or("string table is cut inside a character")?;
            reader.strings.push(one);
            text = others;
        }
        reader.bytes = rest;
        Ok(reader)
    }

    pub fn byte(&mut self) -> Result<u8, String> {
        let (first, rest) = self.bytes.split_first().ok_or("packed bytes end early")?;
        self.bytes = rest;
        Ok(*first)
    }

    pub fn number(&mut self) -> Result<u64, String> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(number);
            }
        }
        Err("a number has too many bytes".into())
    }

    /// A number of things that each take at least one byte.
    fn count(&mut self) -> Result<usize, String> {
        let count = self.number()? as usize;
        if count > self.bytes.len() {
            return Err("a count runs past the end".into());
        }
        Ok(count)
    }

    fn string(&mut self) -> Result<&'static str, String> {
        let place = self.number()? as usize;
        self.strings
            .get(place)
            .copied()
            .ok_or_else(|| format!("no string {place}"))
    }
}

pub(crate) fn write(fill: impl FnOnce(&mut Writer)) -> Vec<u8> {
    let mut out = Writer::default();
    fill(&mut out);
    out.finish()
}

pub(crate) fn to_bytes<T: Packed>(value: &T) -> Vec<u8> {
    write(|out| value.pack(out))
}

pub(crate) fn from_bytes<T: Packed>(bytes: &'static [u8]) -> Result<T, String> {
    let mut reader = Reader::open(bytes)?;
    let value = T::unpack(&mut reader)?;
    match reader.bytes.len() {
        0 => Ok(value),
        left => Err(format!("{left} bytes left over")),
    }
}

/// Packs structs field by field: `packed!(struct Http { method, uri, status })`, and enums
/// without data: `packed!(enum Location { Uri, Header })`.
macro_rules! packed {
    (struct $type:ty { $($field:ident),* $(,)? }) => {
        impl $crate::packed::Packed for $type {
            fn pack(&self, out: &mut $crate::packed::Writer) {
                $(self.$field.pack(out);)*
            }
            fn unpack(from: &mut $crate::packed::Reader) -> Result<Self, String> {
                Ok(Self { $($field: $crate::packed::Packed::unpack(from)?),* })
            }
        }
    };
    (enum $type:ident { $($variant:ident),* $(,)? }) => {
        impl $crate::packed::Packed for $type {
            fn pack(&self, out: &mut $crate::packed::Writer) {
                out.byte(*self as u8);
            }
            fn unpack(from: &mut $crate::packed::Reader) -> Result<Self, String> {
                let tag = from.byte()?;
                $(if tag == $type::$variant as u8 { return Ok($type::$variant); })*
                Err(format!("no {} {tag}", stringify!($type)))
            }
        }
    };
}
pub(crate) use packed;

impl Packed for &'static str {
    fn pack(&self, out: &mut Writer) {
        out.string(self);
    }

    fn unpack(from: &mut Reader) -> Result<Self, String> {
        from.string()
    }
}

impl Packed for bool {
    fn pack(&self, out: &mut Writer) {
        out.byte((*self).into());
    }

    fn unpack(from: &mut Reader) -> Result<Self, String> {
        Ok(from.byte()? != 0)
    }
}

impl Packed for u16 {
    fn pack(&self, out: &mut Writer) {
        out.number((*self).into());
    }

    fn unpack(from: &mut Reader) -> Result<Self, String> {
        u16::try_from(from.number()?).map_err(|e| e.to_string())
    }
}

/// Bounds are small whole numbers nearly always; the bits of any other follow a zero.
impl Packed for f64 {
    fn pack(&self, out: &mut Writer) {
        let whole = *self as u64;
        if whole as f64 == *self && whole < u64::MAX && self.is_sign_positive() {
            out.number(whole + 1);
        } else {
            out.number(0);
            out.number(self.to_bits());
        }
    }

    fn unpack(from: &mut Reader) -> Result<Self, String> {
        match from.number()? {
            0 => Ok(f64::from_bits(from.number()?)),
            more => Ok((more - 1) as f64),
        }
    }
}

impl<T: Packed> Packed for Option<T> {
    fn pack(&self, out: &mut Writer) {
        out.byte(self.is_some().into());
        if let Some(value) = self {
            value.pack(out);
        }
    }

    fn unpack(from: &mut Reader) -> Result<Self, String> {
        match from.byte()? {
            0 => Ok(None),
            _ => T::unpack(from).map(Some),
        }
    }
}

impl<T: Packed> Packed for Vec<T> {
    fn pack(&self, out: &mut Writer) {
        out.number(self.len() as u64);
        self.iter().for_each(|item| item.pack(out));
    }

    fn unpack(from: &mut Reader) -> Result<Self, String> {
        (0..from.count()?).map(|_| T::unpack(from)).collect()
    }
}

impl<T: Packed> Packed for Box<T> {
    fn pack(&self, out: &mut Writer) {
        (**self).pack(out);
    }

    fn unpack(from: &mut Reader) -> Result<Self, String> {
        T::unpack(from).map(Box::new)
    }
}

impl<A: Packed, B: Packed> Packed for (A, B) {
    fn pack(&self, out: &mut Writer) {
        self.0.pack(out);
        self.1.pack(out);
    }

    fn unpack(from: &mut Reader) -> Result<Self, String> {
        Ok((A::unpack(from)?, B::unpack(from)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn round(value: f64) -> f64 {
        from_bytes(to_bytes(&value).leak()).unwrap()
    }

    #[test]
    fn numbers_survive() {
        for n in [0.0, 1.0, -1.0, 0.5, -90.0, 9.2e18, 1.8e19, 1e300, f64::MAX] {
            assert_eq!(round(n), n);
        }
    }

    #[test]
    fn damaged_bytes_are_refused() {
        let good = to_bytes(&vec!["one", "two"]);
        for cut in 0..good.len() {
            let cut: &'static [u8] = good[..cut].to_vec().leak();
            assert!(from_bytes::<Vec<&'static str>>(cut).is_err());
        }
        let mut other = good.clone();
        other[0] = FORMAT + 1;
        assert!(from_bytes::<Vec<&'static str>>(other.leak()).is_err());
    }
}

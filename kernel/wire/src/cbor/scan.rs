//! The heads and strings of CBOR data items.

use crate::bad::{Bad, Read, form};
use crate::value::MAX_DEPTH;
use std::borrow::Cow;

/// The head of a data item: its major type with the number that follows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Head {
    Unsigned(u64),
    /// The value is -1 minus this.
    Negative(u64),
    Bytes(Option<u64>),
    Text(Option<u64>),
    Array(Option<u64>),
    Map(Option<u64>),
    Tag(u64),
    Bool(bool),
    Null,
    Undefined,
    Float(f64),
    Break,
}

pub(super) struct Scanner<'a> {
    rest: &'a [u8],
}

pub(super) fn malformed() -> Bad {
    Bad::Form("The CBOR is not well-formed.".into())
}

/// How many elements are left in a collection; `None` where a break ends it.
pub(super) struct Count(Option<u64>);

impl Count {
    pub(super) fn new(length: Option<u64>) -> Self {
        Count(length)
    }
}

impl<'a> Scanner<'a> {
    pub(super) fn new(rest: &'a [u8]) -> Self {
        Scanner { rest }
    }

    pub(super) fn is_at_end(&self) -> bool {
        self.rest.is_empty()
    }

    fn take(&mut self, count: u64) -> Read<&'a [u8]> {
        let count = usize::try_from(count).map_err(|_| malformed())?;
        let (taken, rest) = self.rest.split_at_checked(count).ok_or_else(malformed)?;
        self.rest = rest;
        Ok(taken)
    }

    fn number(&mut self, width: u64) -> Read<u64> {
        let bytes = self.take(width)?;
        Ok(bytes.iter().fold(0, |n, b| n << 8 | u64::from(*b)))
    }

    pub(super) fn head(&mut self) -> Read<Head> {
        let first = self.number(1)? as u8;
        let (major, info) = (first >> 5, first & 31);
        if major == 7 {
            return self.simple(info);
        }
        let argument = match info {
            0..24 => Some(u64::from(info)),
            24..28 => Some(self.number(1 << (info - 24))?),
            31 if (2..6).contains(&major) => None,
            _ => return Err(malformed()),
        };
        Ok(match (major, argument) {
            (0, Some(n)) => Head::Unsigned(n),
            (1, Some(n)) => Head::Negative(n),
            (2, length) => Head::Bytes(length),
            (3, length) => Head::Text(length),
            (4, length) => Head::Array(length),
            (5, length) => Head::Map(length),
            (6, Some(tag)) => Head::Tag(tag),
            _ => return Err(malformed()),
        })
    }

    fn simple(&mut self, info: u8) -> Read<Head> {
        Ok(match info {
            20 => Head::Bool(false),
            21 => Head::Bool(true),
            22 => Head::Null,
            23 => Head::Undefined,
            25 => Head::Float(half(self.number(2)? as u16)),
            26 => Head::Float(f64::from(f32::from_bits(self.number(4)? as u32))),
            27 => Head::Float(f64::from_bits(self.number(8)?)),
            31 => Head::Break,
            _ => return Err(malformed()),
        })
    }

    /// The head of a value, past any tags; the innermost tag is told.
    pub(super) fn untagged(&mut self) -> Read<(Head, Option<u64>)> {
        let mut tag = None;
        for _ in 0..MAX_DEPTH {
            match self.head()? {
                Head::Tag(found) => tag = Some(found),
                head => return Ok((head, tag)),
            }
        }
        form("The CBOR is nested too deeply.")
    }

    /// Is there another element?
    pub(super) fn more(&mut self, count: &mut Count) -> Read<bool> {
        match &mut count.0 {
            Some(0) => Ok(false),
            Some(left) => {
                *left -= 1;
                Ok(true)
            }
            None if self.rest.first() == Some(&0xff) => {
                self.rest = &self.rest[1..];
                Ok(false)
            }
            None if self.rest.is_empty() => Err(malformed()),
            None => Ok(true),
        }
    }

    pub(super) fn bytes(&mut self, length: Option<u64>) -> Read<Cow<'a, [u8]>> {
        self.chunks(length, |head| match head {
            Head::Bytes(Some(length)) => Some(length),
            _ => None,
        })
    }

    pub(super) fn text(&mut self, length: Option<u64>) -> Read<Cow<'a, str>> {
        let bytes = self.chunks(length, |head| match head {
            Head::Text(Some(length)) => Some(length),
            _ => None,
        })?;
        match bytes {
            Cow::Borrowed(bytes) => std::str::from_utf8(bytes).map(Cow::Borrowed).ok(),
            Cow::Owned(bytes) => String::from_utf8(bytes).map(Cow::Owned).ok(),
        }
        .ok_or_else(malformed)
    }

    fn chunks(
        &mut self,
        length: Option<u64>,
        chunk: impl Fn(Head) -> Option<u64>,
    ) -> Read<Cow<'a, [u8]>> {
        if let Some(length) = length {
            return self.take(length).map(Cow::Borrowed);
        }
        let mut out = Vec::new();
        loop {
            let head = self.head()?;
            match chunk(head) {
                Some(length) => out.extend_from_slice(self.take(length)?),
                None if head == Head::Break => return Ok(Cow::Owned(out)),
                None => return Err(malformed()),
            }
        }
    }

    /// Passes over one data item.
    pub(super) fn skip(&mut self, depth: usize) -> Read<()> {
        if depth > MAX_DEPTH {
            return form("The CBOR is nested too deeply.");
        }
        match self.head()? {
            Head::Bytes(length) => self.bytes(length).map(|_| ()),
            Head::Text(length) => self.text(length).map(|_| ()),
            Head::Array(length) => self.skip_all(length, 1, depth),
            Head::Map(length) => self.skip_all(length, 2, depth),
            Head::Tag(_) => self.skip(depth + 1),
            Head::Break => Err(malformed()),
            _ => Ok(()),
        }
    }

    fn skip_all(&mut self, length: Option<u64>, items: usize, depth: usize) -> Read<()> {
        let mut count = Count::new(length);
        while self.more(&mut count)? {
            for _ in 0..items {
                self.skip(depth + 1)?;
            }
        }
        Ok(())
    }
}

/// A half-precision float.
fn half(bits: u16) -> f64 {
    let exponent = i32::from(bits >> 10 & 31);
    let mantissa = f64::from(bits & 0x3ff);
    let value = match exponent {
        0 => mantissa * 2f64.powi(-24),
        31 if mantissa == 0.0 => f64::INFINITY,
        31 => f64::NAN,
        _ => (mantissa + 1024.0) * 2f64.powi(exponent - 25),
    };
    if bits & 0x8000 == 0 { value } else { -value }
}

//! Packages of code: the list of what is in one, and the files themselves, with bounds.
//!
//! A package comes from anybody, so nothing that it says of itself is believed: a file may neither
//! grow beyond what it says, nor lie outside of the directory.

use crate::limits;
use flate2::{Crc, Decompress, FlushDecompress, Status};

/// One file or directory.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Relative, with slashes, without `..`.
    pub path: String,
    /// As Unix says it; 0 where the package says nothing.
    pub mode: u32,
    pub is_dir: bool,
    size: u64,
    packed: u64,
    crc: u32,
    method: u16,
    /// Where its local header is.
    at: u64,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Wrong {
    /// It is no package, or a damaged one.
    Broken,
    /// It holds nothing.
    Empty,
    /// Together its files are too large.
    TooLarge,
}

const END: u32 = 0x0605_4b50;
const CENTRAL: u32 = 0x0201_4b50;
const LOCAL: u32 = 0x0403_4b50;
const STORED: u16 = 0;
const DEFLATED: u16 = 8;
/// Bytes that are inflated at once.
const PIECE: usize = 64 << 10;

impl Entry {
    pub fn is_link(&self) -> bool {
        self.mode & 0o170_000 == 0o120_000
    }
}

struct Fields<'z>(&'z [u8]);

impl Fields<'_> {
    fn u16(&self, at: usize) -> Result<u16, Wrong> {
        let bytes = self.0.get(at..at + 2).ok_or(Wrong::Broken)?;
        Ok(u16::from_le_bytes([bytes[0], bytes[1]]))
    }

    fn u32(&self, at: usize) -> Result<u32, Wrong> {
        let (low, high) = (self.u16(at)?, self.u16(at + 2)?);
        Ok(u32::from(low) | u32::from(high) << 16)
    }
}

/// What is in a package, and that it may be unpacked.
pub fn list(zip: &[u8]) -> Result<Vec<Entry>, Wrong> {
    let fields = Fields(zip);
    let end = find_end(zip).ok_or(Wrong::Broken)?;
    let count = usize::from(fields.u16(end + 10)?);
    let mut at = fields.u32(end + 16)? as usize;
    if count == usize::from(u16::MAX) || at == u32::MAX as usize {
        return Err(Wrong::Broken);
    }
    let mut entries = Vec::with_capacity(count.min(limits::ENTRIES));
    let mut total = 0u64;
    for _ in 0..count {
        let (entry, next) = central(zip, at)?;
        total += entry.size;
        if total > limits::UNZIPPED as u64 {
            return Err(Wrong::TooLarge);
        }
        entries.push(entry);
        at = next;
    }
    match entries.is_empty() {
        true => Err(Wrong::Empty),
        false => Ok(entries),
    }
}

/// The end of the directory lies before a comment of at most 64 KB.
fn find_end(zip: &[u8]) -> Option<usize> {
    let last = zip.len().checked_sub(22)?;
    let first = last.saturating_sub(usize::from(u16::MAX));
    (first..=last)
        .rev()
        .find(|at| Fields(zip).u32(*at) == Ok(END))
}

fn central(zip: &[u8], at: usize) -> Result<(Entry, usize), Wrong> {
    let fields = Fields(zip);
    if fields.u32(at)? != CENTRAL {
        return Err(Wrong::Broken);
    }
    let flags = fields.u16(at + 8)?;
    let length = usize::from(fields.u16(at + 28)?);
    let extra = usize::from(fields.u16(at + 30)?);
    let comment = usize::from(fields.u16(at + 32)?);
    let name = zip.get(at + 46..at + 46 + length).ok_or(Wrong::Broken)?;
    let name = std::str::from_utf8(name).map_err(|_| Wrong::Broken)?;
    let made_by_unix = fields.u16(at + 4)? >> 8 == 3;
    let entry = Entry {
        path: path(name)?,
        mode: match made_by_unix {
            true => fields.u32(at + 38)? >> 16,
            false => 0,
        },
        is_dir: name.ends_with('/'),
        size: u64::from(fields.u32(at + 24)?),
        packed: u64::from(fields.u32(at + 20)?),
        crc: fields.u32(at + 16)?,
        method: fields.u16(at + 10)?,
        at: u64::from(fields.u32(at + 42)?),
    };
    let encrypted = flags & 1 != 0;
    if encrypted || ![STORED, DEFLATED].contains(&entry.method) {
        return Err(Wrong::Broken);
    }
    Ok((entry, at + 46 + length + extra + comment))
}

/// A path that stays where it is put.
fn path(name: &str) -> Result<String, Wrong> {
    if name.starts_with('/') || name.contains(['\\', '\0']) {
        return Err(Wrong::Broken);
    }
    let mut parts = Vec::new();
    for part in name.split('/') {
        match part {
            "" | "." => {}
            ".." => return Err(Wrong::Broken),
            _ => parts.push(part),
        }
    }
    Ok(parts.join("/"))
}

/// The bytes of a file, piece by piece, checked.
pub fn unpack<E: From<Wrong>>(
    zip: &[u8],
    entry: &Entry,
    mut write: impl FnMut(&[u8]) -> Result<(), E>,
) -> Result<(), E> {
    let packed = packed(zip, entry)?;
    let mut crc = Crc::new();
    if entry.method == STORED {
        if entry.size != entry.packed {
            return Err(Wrong::Broken.into());
        }
        crc.update(packed);
        write(packed)?;
    } else {
        inflate(packed, entry.size, |piece| {
            crc.update(piece);
            write(piece)
        })?;
    }
    match crc.sum() == entry.crc {
        true => Ok(()),
        false => Err(Wrong::Broken.into()),
    }
}

fn packed<'z>(zip: &'z [u8], entry: &Entry) -> Result<&'z [u8], Wrong> {
    let at = entry.at as usize;
    let fields = Fields(zip);
    if fields.u32(at)? != LOCAL {
        return Err(Wrong::Broken);
    }
    let begin = at + 30 + usize::from(fields.u16(at + 26)?) + usize::from(fields.u16(at + 28)?);
    let end = begin.checked_add(entry.packed as usize);
    let end = end.ok_or(Wrong::Broken)?;
    zip.get(begin..end).ok_or(Wrong::Broken)
}

/// No more than `size` bytes, and no less.
fn inflate<E: From<Wrong>>(
    packed: &[u8],
    size: u64,
    mut write: impl FnMut(&[u8]) -> Result<(), E>,
) -> Result<(), E> {
    if size == 0 {
        // Whatever lies there packed, the file is empty.
        return Ok(());
    }
    let mut inflater = Decompress::new(false);
    let mut piece = vec![0; PIECE];
    loop {
        let (read, written) = (inflater.total_in() as usize, inflater.total_out());
        let rest = packed.get(read..).unwrap_or_default();
        let status = inflater.decompress(rest, &mut piece, FlushDecompress::None);
        let status = status.map_err(|_| Wrong::Broken)?;
        let made = (inflater.total_out() - written) as usize;
        if inflater.total_out() > size {
            return Err(Wrong::Broken.into());
        }
        write(piece.get(..made).unwrap_or_default())?;
        match status {
            Status::StreamEnd if inflater.total_out() == size => return Ok(()),
            Status::StreamEnd => return Err(Wrong::Broken.into()),
            _ if made == 0 && inflater.total_in() as usize == read => {
                return Err(Wrong::Broken.into());
            }
            _ => {}
        }
    }
}

/// Whether all of it can be unpacked; how large it is then.
pub fn check(zip: &[u8]) -> Result<i64, Wrong> {
    let entries = list(zip)?;
    for entry in entries.iter().filter(|entry| !entry.is_dir) {
        unpack::<Wrong>(zip, entry, |_| Ok(()))?;
    }
    Ok(entries.iter().map(|entry| entry.size as i64).sum())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::code::testing::{packed, zip};

    #[test]
    fn what_is_packed_comes_out_again() {
        let text = "x".repeat(200_000);
        let made = zip(&[("a.py", "print(1)", 0o100_644), ("lib/b", &text, 0o100_755)]);
        let entries = list(&made).unwrap();
        assert_eq!(check(&made), Ok(200_008));
        assert_eq!(entries[1].path, "lib/b");
        assert_eq!(entries[1].mode & 0o777, 0o755);
        let mut got = Vec::new();
        unpack::<Wrong>(&made, &entries[1], |piece| {
            got.extend_from_slice(piece);
            Ok(())
        })
        .unwrap();
        assert_eq!(got, text.as_bytes());
    }

    #[test]
    fn nothing_that_a_package_says_is_believed() {
        for bad in ["../a", "/etc/passwd", "a/../../b", "a\\b"] {
            assert_eq!(
                check(&zip(&[(bad, "", 0o100_644)])),
                Err(Wrong::Broken),
                "{bad}"
            );
        }
        assert_eq!(check(b"no zip at all, this"), Err(Wrong::Broken));
        assert_eq!(check(b""), Err(Wrong::Broken));
        assert_eq!(check(&zip(&[])), Err(Wrong::Empty));
        // A bomb that says that it is small.
        let bomb = packed("bomb", &[0; 1 << 20], 10, 0);
        assert_eq!(check(&bomb), Err(Wrong::Broken));
        let honest = packed("bomb", &[0; 1 << 10], u32::MAX - 1, 0);
        assert_eq!(check(&honest), Err(Wrong::TooLarge));
        let other = packed("a", b"abc", 3, 1);
        assert_eq!(check(&other), Err(Wrong::Broken));
        let whole = zip(&[("a", "abc", 0)]);
        for cut in 0..whole.len() {
            assert!(check(&whole[..cut]).is_err());
        }
    }
}

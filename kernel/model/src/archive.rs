//! Many packed values in one file, each inflated on its first use.

use crate::compact::{deflate, inflate};
use crate::packed::{self, Packed};
use rustc_hash::FxHashMap;
use std::sync::OnceLock;

/// Values of one type by name. The file is a packed table of (name, length) behind its own length
/// of four bytes, then the deflated values one after another.
pub(crate) struct Archive<T> {
    entries: Vec<Entry<T>>,
    places: FxHashMap<&'static str, usize>,
}

struct Entry<T> {
    name: &'static str,
    deflated: &'static [u8],
    value: OnceLock<T>,
}

impl<T: Packed> Archive<T> {
    /// The bytes of an archive; `values` come out ordered by name.
    pub fn write(mut values: Vec<(&'static str, T)>) -> Vec<u8> {
        values.sort_by_key(|(name, _)| *name);
        let parts: Vec<_> = values
            .iter()
            .map(|(name, value)| (*name, deflate(&packed::to_bytes(value))))
            .collect();
        let table: Vec<_> = parts
            .iter()
            .map(|(name, b)| (*name, b.len() as f64))
            .collect();
        let table = packed::to_bytes(&table);
        let mut out = (table.len() as u32).to_le_bytes().to_vec();
        out.extend(table);
        parts.iter().for_each(|(_, bytes)| out.extend(bytes));
        out
    }

    pub fn open(bytes: &'static [u8]) -> Result<Archive<T>, String> {
        let (length, rest) = bytes
            .split_first_chunk()
            .ok_or("an archive without a table")?;
        let length = u32::from_le_bytes(*length) as usize;
        let (table, mut rest) = rest
            .split_at_checked(length)
            .ok_or("an archive cut short")?;
        let mut entries = Vec::new();
        for (name, length) in packed::from_bytes::<Vec<(&'static str, f64)>>(table)? {
            let parts = rest.split_at_checked(length as usize);
            let (deflated, others) = parts.ok_or_else(|| format!("{name} is cut short"))?;
            rest = others;
            let value = OnceLock::new();
            entries.push(Entry {
                name,
                deflated,
                value,
            });
        }
        let places = entries.iter().enumerate().map(|(i, e)| (e.name, i));
        Ok(Archive {
            places: places.collect(),
            entries,
        })
    }

    pub fn get(&'static self, name: &str) -> Option<&'static T> {
        let entry = &self.entries[*self.places.get(name)?];
        Some(entry.value.get_or_init(|| {
            let read = |bytes: Vec<u8>| packed::from_bytes(bytes.leak());
            let value = inflate(entry.deflated).and_then(read);
            value.unwrap_or_else(|e| panic!("facts of {name}: {e}"))
        }))
    }

    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        self.entries.iter().map(|e| e.name)
    }
}

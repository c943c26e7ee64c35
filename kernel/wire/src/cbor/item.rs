//! CBOR without a shape.

use super::scan::{Count, Head, Scanner, malformed};
use crate::WireError;
use crate::bad::{Read, form};
use crate::value::MAX_DEPTH;
use haneul_model::Protocol;

/// Any data item.
#[derive(Clone, Debug, PartialEq)]
pub enum Item {
    Unsigned(u64),
    /// The value is -1 minus this.
    Negative(u64),
    Bytes(Vec<u8>),
    Text(String),
    Array(Vec<Item>),
    Map(Vec<(Item, Item)>),
    Tag(u64, Box<Item>),
    Bool(bool),
    Null,
    Undefined,
    Float(f64),
}

/// Reads exactly one data item.
pub fn parse(bytes: &[u8]) -> Result<Item, WireError> {
    let mut scanner = Scanner::new(bytes);
    let item = item(&mut scanner, 0).and_then(|item| match scanner.is_at_end() {
        true => Ok(item),
        false => Err(malformed()),
    });
    item.map_err(|bad| bad.in_words_of(Protocol::Cbor))
}

fn item(scanner: &mut Scanner<'_>, depth: usize) -> Read<Item> {
    if depth > MAX_DEPTH {
        return form("The CBOR is nested too deeply.");
    }
    Ok(match scanner.head()? {
        Head::Unsigned(n) => Item::Unsigned(n),
        Head::Negative(n) => Item::Negative(n),
        Head::Bytes(length) => Item::Bytes(scanner.bytes(length)?.into_owned()),
        Head::Text(length) => Item::Text(scanner.text(length)?.into_owned()),
        Head::Array(length) => Item::Array(array(scanner, length, depth)?),
        Head::Map(length) => Item::Map(map(scanner, length, depth)?),
        Head::Tag(tag) => Item::Tag(tag, Box::new(item(scanner, depth + 1)?)),
        Head::Bool(flag) => Item::Bool(flag),
        Head::Null => Item::Null,
        Head::Undefined => Item::Undefined,
        Head::Float(float) => Item::Float(float),
        Head::Break => return Err(malformed()),
    })
}

fn array(scanner: &mut Scanner<'_>, length: Option<u64>, depth: usize) -> Read<Vec<Item>> {
    let mut items = Vec::new();
    let mut count = Count::new(length);
    while scanner.more(&mut count)? {
        items.push(item(scanner, depth + 1)?);
    }
    Ok(items)
}

fn map(scanner: &mut Scanner<'_>, length: Option<u64>, depth: usize) -> Read<Vec<(Item, Item)>> {
    let mut entries = Vec::new();
    let mut count = Count::new(length);
    while scanner.more(&mut count)? {
        entries.push((item(scanner, depth + 1)?, item(scanner, depth + 1)?));
    }
    Ok(entries)
}

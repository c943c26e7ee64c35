//! Items as bytes: what they weigh, then names and values, each with its length before it. Numbers
//! are their text, which is what the wire wants.

use bytes::Bytes;
use haneul_expression::{Item, Number, Value, item_size};
use haneul_model::Value as Shown;
use haneul_store::{put_varint, take_varint};
use std::collections::BTreeSet;
use std::fmt::Write;

const S: u8 = 1;
const N: u8 = 2;
const B: u8 = 3;
const FALSE: u8 = 4;
const TRUE: u8 = 5;
const NULL: u8 = 6;
const M: u8 = 7;
const L: u8 = 8;
const SS: u8 = 9;
const NS: u8 = 10;
const BS: u8 = 11;

pub fn item(item: &Item) -> Bytes {
    let size = item_size(item);
    let mut out = Vec::with_capacity(size + size / 8 + 16);
    put_varint(&mut out, size as u64);
    put_map(&mut out, item);
    out.into()
}

fn put_bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    put_varint(out, bytes.len() as u64);
    out.extend_from_slice(bytes);
}

fn put_map(out: &mut Vec<u8>, map: &Item) {
    put_varint(out, map.len() as u64);
    for (name, value) in map {
        put_bytes(out, name.as_bytes());
        put_value(out, value);
    }
}

fn put_number(out: &mut Vec<u8>, number: &Number, text: &mut String) {
    text.clear();
    // Writing to a string cannot fail.
    _ = write!(text, "{number}");
    put_bytes(out, text.as_bytes());
}

fn put_value(out: &mut Vec<u8>, value: &Value) {
    match value {
        Value::S(text) => {
            out.push(S);
            put_bytes(out, text.as_bytes());
        }
        Value::N(number) => {
            out.push(N);
            put_number(out, number, &mut String::new());
        }
        Value::B(bytes) => {
            out.push(B);
            put_bytes(out, bytes);
        }
        Value::Bool(is) => out.push(if *is { TRUE } else { FALSE }),
        Value::Null => out.push(NULL),
        Value::M(map) => {
            out.push(M);
            put_map(out, map);
        }
        Value::L(list) => {
            out.push(L);
            put_varint(out, list.len() as u64);
            list.iter().for_each(|value| put_value(out, value));
        }
        Value::Ss(set) => {
            out.push(SS);
            put_varint(out, set.len() as u64);
            set.iter().for_each(|text| put_bytes(out, text.as_bytes()));
        }
        Value::Ns(set) => {
            out.push(NS);
            put_varint(out, set.len() as u64);
            let mut text = String::new();
            set.iter()
                .for_each(|number| put_number(out, number, &mut text));
        }
        Value::Bs(set) => {
            out.push(BS);
            put_varint(out, set.len() as u64);
            set.iter().for_each(|bytes| put_bytes(out, bytes));
        }
    }
}

/// What the item weighs.
pub fn size(mut bytes: &[u8]) -> usize {
    take_varint(&mut bytes).unwrap_or_default() as usize
}

pub fn unpack(bytes: &[u8]) -> Option<Item> {
    let mut bytes = bytes;
    take_varint(&mut bytes).ok()?;
    take_map(&mut bytes)
}

fn take_count(bytes: &mut &[u8]) -> Option<usize> {
    let count = take_varint(bytes).ok()? as usize;
    // Everything that is counted has at least a byte.
    (count <= bytes.len()).then_some(count)
}

fn take_bytes<'b>(bytes: &mut &'b [u8]) -> Option<&'b [u8]> {
    let count = take_count(bytes)?;
    let (taken, rest) = bytes.split_at_checked(count)?;
    *bytes = rest;
    Some(taken)
}

fn take_text<'b>(bytes: &mut &'b [u8]) -> Option<&'b str> {
    std::str::from_utf8(take_bytes(bytes)?).ok()
}

fn take_tag(bytes: &mut &[u8]) -> Option<u8> {
    let (tag, rest) = bytes.split_first()?;
    *bytes = rest;
    Some(*tag)
}

fn take_map(bytes: &mut &[u8]) -> Option<Item> {
    let count = take_count(bytes)?;
    let mut map = Vec::with_capacity(count);
    for _ in 0..count {
        let name = take_text(bytes)?.to_owned();
        map.push((name, take_value(bytes)?));
    }
    Some(map.into_iter().collect())
}

fn take_value(bytes: &mut &[u8]) -> Option<Value> {
    Some(match take_tag(bytes)? {
        S => Value::S(take_text(bytes)?.to_owned()),
        N => Value::N(Number::parse(take_text(bytes)?).ok()?),
        B => Value::B(take_bytes(bytes)?.to_vec()),
        FALSE => Value::Bool(false),
        TRUE => Value::Bool(true),
        NULL => Value::Null,
        M => Value::M(take_map(bytes)?),
        L => {
            let count = take_count(bytes)?;
            Value::L(
                (0..count)
                    .map(|_| take_value(bytes))
                    .collect::<Option<_>>()?,
            )
        }
        SS => Value::Ss(take_set(bytes, |bytes| Some(take_text(bytes)?.to_owned()))?),
        NS => Value::Ns(take_set(bytes, |bytes| {
            Number::parse(take_text(bytes)?).ok()
        })?),
        BS => Value::Bs(take_set(bytes, |bytes| Some(take_bytes(bytes)?.to_vec()))?),
        _ => return None,
    })
}

fn take_set<T: Ord>(
    bytes: &mut &[u8],
    mut one: impl FnMut(&mut &[u8]) -> Option<T>,
) -> Option<BTreeSet<T>> {
    let count = take_count(bytes)?;
    (0..count).map(|_| one(bytes)).collect()
}

/// The item as the wire wants it, without the detour of unpacking it.
pub fn show(bytes: &[u8]) -> Option<Shown> {
    let mut bytes = bytes;
    take_varint(&mut bytes).ok()?;
    show_map(&mut bytes)
}

fn show_map(bytes: &mut &[u8]) -> Option<Shown> {
    let count = take_count(bytes)?;
    let mut map = Vec::with_capacity(count);
    for _ in 0..count {
        let name = take_text(bytes)?.to_owned();
        map.push((name, show_value(bytes)?));
    }
    Some(Shown::Map(map))
}

fn show_value(bytes: &mut &[u8]) -> Option<Shown> {
    let text = |bytes: &mut &[u8]| Some(Shown::Str(take_text(bytes)?.to_owned()));
    let blob = |bytes: &mut &[u8]| Some(Shown::Blob(Bytes::copy_from_slice(take_bytes(bytes)?)));
    let (kind, value) = match take_tag(bytes)? {
        S => ("S", text(bytes)?),
        N => ("N", text(bytes)?),
        B => ("B", blob(bytes)?),
        FALSE => ("BOOL", Shown::Bool(false)),
        TRUE => ("BOOL", Shown::Bool(true)),
        NULL => ("NULL", Shown::Bool(true)),
        M => ("M", show_map(bytes)?),
        L => ("L", show_list(bytes, show_value)?),
        SS => ("SS", show_list(bytes, text)?),
        NS => ("NS", show_list(bytes, text)?),
        BS => ("BS", show_list(bytes, blob)?),
        _ => return None,
    };
    Some(Shown::Struct(vec![(kind, value)]))
}

fn show_list(bytes: &mut &[u8], one: impl Fn(&mut &[u8]) -> Option<Shown>) -> Option<Shown> {
    let count = take_count(bytes)?;
    let list = (0..count).map(|_| one(bytes)).collect::<Option<_>>()?;
    Some(Shown::List(list))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire;
    use proptest::collection::{btree_map, btree_set, vec};
    use proptest::prelude::*;

    fn number() -> impl Strategy<Value = Number> {
        (any::<i64>(), -20i32..20)
            .prop_map(|(digits, power)| Number::parse(&format!("{digits}e{power}")).unwrap())
    }

    fn value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            any::<String>().prop_map(Value::S),
            number().prop_map(Value::N),
            vec(any::<u8>(), 0..9).prop_map(Value::B),
            any::<bool>().prop_map(Value::Bool),
            Just(Value::Null),
            btree_set(any::<String>(), 1..4).prop_map(Value::Ss),
            btree_set(number(), 1..4).prop_map(Value::Ns),
            btree_set(vec(any::<u8>(), 0..9), 1..4).prop_map(Value::Bs),
        ];
        leaf.prop_recursive(3, 24, 4, |inner| {
            prop_oneof![
                vec(inner.clone(), 0..4).prop_map(Value::L),
                btree_map(any::<String>(), inner, 0..4).prop_map(Value::M),
            ]
        })
    }

    proptest! {
        #[test]
        fn what_is_packed_is_unpacked(item in btree_map(any::<String>(), value(), 0..5)) {
            let packed = super::item(&item);
            prop_assert_eq!(size(&packed), item_size(&item));
            prop_assert_eq!(show(&packed), Some(wire::shown(item.clone())));
            prop_assert_eq!(unpack(&packed), Some(item));
        }

        #[test]
        fn anything_may_be_read(bytes in vec(any::<u8>(), 0..64)) {
            _ = (unpack(&bytes), show(&bytes), size(&bytes));
        }
    }
}

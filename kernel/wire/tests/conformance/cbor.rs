//! CBOR items, valid and not.

use crate::load;
use haneul_wire::{CborItem, parse_cbor};
use serde_json::Value as Json;

fn bytes(hex: &str) -> Vec<u8> {
    let digits = hex.as_bytes().chunks(2);
    let byte = |pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap();
    digits.map(byte).collect()
}

fn cases(kind: &str) -> Vec<Json> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/cbor.json.gz");
    load::json(&path)[kind].as_array().unwrap().clone()
}

#[test]
fn invalid_items_are_refused() {
    for case in cases("decode-error-tests") {
        let input = case["input"].as_str().unwrap();
        assert!(parse_cbor(&bytes(input)).is_err(), "{input}");
    }
}

#[test]
fn valid_items_are_read() {
    for case in cases("decode-success-tests") {
        let input = case["input"].as_str().unwrap();
        let item = parse_cbor(&bytes(input)).unwrap_or_else(|e| panic!("{input}: {e:?}"));
        assert!(
            same(&item, &case["expect"]),
            "{input}: {item:?}, want {}",
            case["expect"]
        );
    }
}

fn same(item: &CborItem, wanted: &Json) -> bool {
    let Some((kind, wanted)) = wanted.as_object().and_then(|o| o.iter().next()) else {
        return wanted == "null" && *item == CborItem::Null
            || wanted == "undefined" && *item == CborItem::Undefined;
    };
    match (kind.as_str(), item) {
        ("uint", CborItem::Unsigned(n)) => number(wanted) == *n as f64,
        ("negint", CborItem::Negative(n)) => number(wanted) == -1.0 - *n as f64,
        ("bool", CborItem::Bool(flag)) => wanted == flag,
        ("null", CborItem::Null) | ("undefined", CborItem::Undefined) => true,
        ("string", CborItem::Text(text)) => wanted == text,
        ("bytestring", CborItem::Bytes(bytes)) => {
            let wanted = wanted.as_array().unwrap().iter();
            wanted
                .map(|b| b.as_u64().unwrap() as u8)
                .eq(bytes.iter().copied())
        }
        ("float32", CborItem::Float(n)) => {
            let bits = wanted.as_u64().unwrap() as u32;
            f64::from(f32::from_bits(bits)).to_bits() == n.to_bits() || n.is_nan()
        }
        ("float64", CborItem::Float(n)) => {
            f64::from_bits(wanted.as_u64().unwrap()).to_bits() == n.to_bits() || n.is_nan()
        }
        ("list", CborItem::Array(items)) => {
            let wanted = wanted.as_array().unwrap();
            wanted.len() == items.len() && wanted.iter().zip(items).all(|(w, i)| same(i, w))
        }
        ("map", CborItem::Map(entries)) => {
            let wanted = wanted.as_object().unwrap();
            let has = |(key, value): &(CborItem, CborItem)| match key {
                CborItem::Text(key) => wanted.get(key).is_some_and(|w| same(value, w)),
                _ => false,
            };
            entries.iter().all(has)
        }
        ("tag", CborItem::Tag(id, value)) => {
            number(&wanted["id"]) == *id as f64 && same(value, &wanted["value"])
        }
        _ => false,
    }
}

fn number(json: &Json) -> f64 {
    json.as_f64().unwrap()
}

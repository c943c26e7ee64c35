//! Primary keys of items, checked against the schema, and as rows are found by them.

use crate::errors;
use crate::index::row::Index;
use crate::item::row::ItemKey;
use crate::table::row::{Attribute, Keys, Kind, Table};
use haneul_expression::{Item, Value};
use haneul_pipeline::AwsError;
use md5::{Digest, Md5};

/// Bytes of a partition key and of a sort key.
const MOST_HASH: usize = 2_048;
const MOST_RANGE: usize = 1_024;

/// Where an item lies.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Primary {
    pub hash: u64,
    pub partition: Vec<u8>,
    pub sort: Vec<u8>,
}

impl Primary {
    pub fn new(partition: &Value, sort: Option<&Value>) -> Primary {
        Primary::of(bytes(partition), sort.map(bytes).unwrap_or_default())
    }

    pub fn of(partition: Vec<u8>, sort: Vec<u8>) -> Primary {
        Primary {
            hash: hash(&partition),
            partition,
            sort,
        }
    }

    pub fn row(&self, table: &Table) -> ItemKey {
        (
            table.id,
            self.hash,
            self.partition.clone(),
            self.sort.clone(),
        )
    }

    pub fn parts(&self) -> (&[u8], &[u8]) {
        (&self.partition, &self.sort)
    }
}

pub fn bytes(value: &Value) -> Vec<u8> {
    let mut out = Vec::with_capacity(32);
    value.key_bytes(&mut out);
    out
}

/// Values of one key: of several attributes each shows its own end, so that the order is that of the
/// first, then of the second.
pub fn joined<'v>(values: impl ExactSizeIterator<Item = &'v Value>) -> Vec<u8> {
    let is_one = values.len() == 1;
    let mut out = Vec::with_capacity(32);
    for value in values {
        match is_one {
            true => value.key_bytes(&mut out),
            false => out.extend(closed(value)),
        }
    }
    out
}

/// A value as one of several of a key.
pub fn closed(value: &Value) -> Vec<u8> {
    haneul_store::key_bytes(&bytes(value))
}

/// What all such begin with whose value begins so.
pub fn open(start: &Value) -> Vec<u8> {
    let mut bytes = closed(start);
    bytes.truncate(bytes.len() - haneul_store::KEY_END.len());
    bytes
}

/// By which keys an index has an item, if the item has all of them.
pub fn of_index(keys: &Keys, item: &Item) -> Option<Primary> {
    let value = |key: &Attribute| item.get(&key.name).filter(|value| is_of(key.kind, value));
    let hashes: Option<Vec<&Value>> = keys.hashes().map(value).collect();
    let ranges: Option<Vec<&Value>> = keys.ranges().map(value).collect();
    let (hashes, ranges) = (joined(hashes?.into_iter()), joined(ranges?.into_iter()));
    Some(Primary::of(hashes, ranges))
}

/// In the order of these lie items of different partition keys.
pub fn hash(partition: &[u8]) -> u64 {
    let digest: [u8; 16] = Md5::digest(partition).into();
    u64::from_be_bytes([
        digest[0], digest[1], digest[2], digest[3], digest[4], digest[5], digest[6], digest[7],
    ])
}

pub fn is_of(kind: Kind, value: &Value) -> bool {
    matches!(
        (kind, value),
        (Kind::S, Value::S(_)) | (Kind::N, Value::N(_)) | (Kind::B, Value::B(_))
    )
}

/// The key of an item that is put.
pub fn of_item(table: &Table, item: &Item) -> Result<Primary, AwsError> {
    for key in table.keys.all() {
        let value = item.get(&key.name).ok_or_else(|| {
            errors::invalid(format_args!("Missing the key {} in the item", key.name))
        })?;
        if !is_of(key.kind, value) {
            return Err(errors::invalid(format_args!(
                "Type mismatch for key {} expected: {} actual: {}",
                key.name,
                key.kind.name(),
                value.kind()
            )));
        }
    }
    primary(&table.keys, item)
}

/// A key that is given alone: exactly the attributes of the schema.
pub fn exact(table: &Table, key: &Item) -> Result<Primary, AwsError> {
    let keys = &table.keys;
    let fits = |attribute: &Attribute| {
        let value = key.get(&attribute.name);
        value.is_some_and(|value| is_of(attribute.kind, value))
    };
    if key.len() != keys.all().count() || !keys.all().all(fits) {
        return Err(errors::validation(
            "The provided key element does not match the schema",
        ));
    }
    primary(keys, key)
}

/// Of attributes that are known to be there.
fn primary(keys: &Keys, item: &Item) -> Result<Primary, AwsError> {
    let hash = &item[&keys.hash.name];
    let range = keys.range.as_ref().map(|range| (range, &item[&range.name]));
    check(&keys.hash.name, hash, MOST_HASH, "hashkey")?;
    if let Some((attribute, value)) = range {
        check(&attribute.name, value, MOST_RANGE, "rangekey")?;
    }
    Ok(Primary::new(hash, range.map(|(_, value)| value)))
}

fn check(name: &str, value: &Value, most: usize, what: &str) -> Result<(), AwsError> {
    let (length, kind) = match value {
        Value::S(text) => (text.len(), "string"),
        Value::B(bytes) => (bytes.len(), "binary"),
        _ => return Ok(()),
    };
    if length == 0 {
        return Err(errors::validation(format!(
            "One or more parameter values are not valid. The AttributeValue for a key attribute \
             cannot contain an empty {kind} value. Key: {name}"
        )));
    }
    match length > most {
        true => Err(too_long(what)),
        false => Ok(()),
    }
}

/// AWS's words and spacing.
fn too_long(what: &str) -> AwsError {
    errors::invalid(match what {
        "hashkey" => "Size of hashkey has exceeded the maximum size limit of2048 bytes",
        _ => "Aggregated size of all range keys has exceeded the size limit of 1024 bytes",
    })
}

/// Only the key attributes of an item.
pub fn only(keys: &Keys, item: &Item) -> Item {
    let found = keys.all().filter_map(|key| item.get_key_value(&key.name));
    found
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}

/// Values of index keys: their kinds where they are there, and their sizes.
pub fn check_index_keys(table: &Table, item: &Item) -> Result<(), AwsError> {
    for index in &table.indexes {
        check_side(
            table,
            index,
            index.keys.hashes(),
            item,
            (MOST_HASH, "hashkey"),
        )?;
        check_side(
            table,
            index,
            index.keys.ranges(),
            item,
            (MOST_RANGE, "rangekey"),
        )?;
    }
    Ok(())
}

/// What one key of an index is made of: together it may be so long.
fn check_side<'k>(
    table: &Table,
    index: &Index,
    keys: impl Iterator<Item = &'k Attribute>,
    item: &Item,
    (most, what): (usize, &str),
) -> Result<(), AwsError> {
    let mut length = 0;
    for key in keys {
        let Some(value) = item.get(&key.name) else {
            continue;
        };
        // A key of the table has been checked as such; here it counts with others.
        let is_own = !table.keys.has(&key.name);
        if is_own {
            check_index_key(index, key, value)?;
        }
        length += match value {
            Value::S(text) if is_own || index.keys.are_several() => text.len(),
            Value::B(bytes) if is_own || index.keys.are_several() => bytes.len(),
            _ => 0,
        };
    }
    match length > most {
        true => Err(too_long(what)),
        false => Ok(()),
    }
}

fn check_index_key(index: &Index, key: &Attribute, value: &Value) -> Result<(), AwsError> {
    if !is_of(key.kind, value) {
        return Err(errors::invalid(format_args!(
            "Type mismatch for Index Key {} Expected: {} Actual: {} IndexName: {}",
            key.name,
            key.kind.name(),
            value.kind(),
            index.name
        )));
    }
    let kind = match value {
        Value::S(text) if text.is_empty() => "string",
        Value::B(bytes) if bytes.is_empty() => "binary",
        _ => return Ok(()),
    };
    Err(errors::validation(format!(
        "One or more parameter values are not valid. A value specified for a secondary index key is \
         not supported. The AttributeValue for a key attribute cannot contain an empty {kind} value. \
         IndexName: {}, IndexKey: {}",
        index.name, key.name
    )))
}

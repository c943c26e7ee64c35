//! Primary keys of items, checked against the schema, and as rows are found by them.

use crate::errors;
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
        let partition = bytes(partition);
        Primary {
            hash: hash(&partition),
            partition,
            sort: sort.map(bytes).unwrap_or_default(),
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
        let sides = index
            .keys
            .all()
            .zip([(MOST_HASH, "hashkey"), (MOST_RANGE, "rangekey")]);
        for (key, (most, what)) in sides {
            let Some(value) = item.get(&key.name).filter(|_| !table.keys.has(&key.name)) else {
                continue;
            };
            if !is_of(key.kind, value) {
                return Err(errors::invalid(format_args!(
                    "Type mismatch for Index Key {} Expected: {} Actual: {} IndexName: {}",
                    key.name,
                    key.kind.name(),
                    value.kind(),
                    index.name
                )));
            }
            let (length, kind) = match value {
                Value::S(text) => (text.len(), "string"),
                Value::B(bytes) => (bytes.len(), "binary"),
                _ => continue,
            };
            if length == 0 {
                return Err(errors::validation(format!(
                    "One or more parameter values are not valid. A value specified for a secondary \
                     index key is not supported. The AttributeValue for a key attribute cannot \
                     contain an empty {kind} value. IndexName: {}, IndexKey: {}",
                    index.name, key.name
                )));
            }
            if length > most {
                return Err(too_long(what));
            }
        }
    }
    Ok(())
}

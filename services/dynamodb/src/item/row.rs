//! The row of an item: its size, and its attributes packed.

use crate::item::pack;
use bytes::Bytes;
use haneul_expression::Item;
use haneul_pipeline::AwsError;
use haneul_store::{Stored, Table as Rows};
use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// Table, hash of the partition key, partition key, sort key: in the order of the hash, items of one
/// partition key together and in the order of their sort keys.
pub type ItemKey = (u64, u64, Vec<u8>, Vec<u8>);

pub static ITEMS: Rows<ItemKey, Packed> = Rows::new("dynamodb_item").sealed();

/// An item as [`pack`] writes it.
#[derive(Clone, Debug, PartialEq)]
pub struct Packed(pub Bytes);

impl Packed {
    pub fn of(item: &Item) -> Packed {
        Packed(pack::item(item))
    }

    /// As DynamoDB counts it.
    pub fn size(&self) -> usize {
        pack::size(&self.0)
    }

    pub fn item(&self) -> Result<Item, AwsError> {
        pack::unpack(&self.0).ok_or_else(damaged)
    }
}

pub fn damaged() -> AwsError {
    AwsError::internal("an item that cannot be read")
}

impl Stored for Packed {
    const VERSION: u32 = 1;
}

impl Serialize for Packed {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.serialize_bytes(&self.0)
    }
}

impl<'de> Deserialize<'de> for Packed {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_byte_buf(Reader)
    }
}

struct Reader;

impl Visitor<'_> for Reader {
    type Value = Packed;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a packed item")
    }

    fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Packed, E> {
        Ok(Packed(Bytes::copy_from_slice(bytes)))
    }

    fn visit_byte_buf<E: Error>(self, bytes: Vec<u8>) -> Result<Packed, E> {
        Ok(Packed(bytes.into()))
    }
}

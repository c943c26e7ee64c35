//! A message as it is kept.

use haneul_pipeline::data_key::Sealed;
use haneul_store::{Stored, Table};
use serde::{Deserialize, Serialize};

/// Contents too large to be rewritten with each receive: by space and message.
pub static CONTENTS: Table<(u64, u128), Content> = Table::new("sqs_content").sealed();

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Content {
    pub body: String,
    pub attributes: Vec<(String, Attribute)>,
    /// The body, where it lies under a key of KMS.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sealed: Option<Sealed>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attribute {
    /// `String`, `Number` or `Binary`, with or without a label behind a dot.
    pub data_type: String,
    pub value: AttributeValue,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AttributeValue {
    Text(String),
    Binary(#[serde(with = "bytes")] Vec<u8>),
}

/// Times are microseconds of the cloud's clock.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Message {
    pub sent: i64,
    pub sender: String,
    /// `None`: it is in [`CONTENTS`].
    pub content: Option<Content>,
    pub trace: Option<String>,
    pub group: Option<String>,
    pub deduplication: Option<String>,
    pub sequence: Option<u64>,
    /// Over all queues it was in.
    pub receives: i64,
    /// In this queue, for its redrive policy.
    pub receives_here: i64,
    pub first_received: Option<i64>,
    /// The queue it came from as a dead letter.
    pub source: Option<String>,
}

impl Stored for Message {
    const VERSION: u32 = 1;
}

impl Stored for Content {
    const VERSION: u32 = 1;
}

impl Message {
    /// Notes one more receive.
    pub fn receive(&mut self, now: i64) {
        self.receives += 1;
        self.receives_here += 1;
        self.first_received.get_or_insert(now);
    }
}

impl Content {
    pub fn size(&self) -> usize {
        let attributes = self.attributes.iter().map(|(name, attribute)| {
            let value = match &attribute.value {
                AttributeValue::Text(text) => text.len(),
                AttributeValue::Binary(bytes) => bytes.len(),
            };
            name.len() + attribute.data_type.len() + value
        });
        let sealed = self.sealed.as_ref().map_or(0, |sealed| sealed.bytes.len());
        self.body.len() + sealed + attributes.sum::<usize>()
    }
}

/// A message in a receiver's hands.
#[derive(Clone, Debug)]
pub struct Handed {
    pub id: u128,
    pub handle: String,
    pub message: Message,
    pub content: Content,
}

mod bytes {
    use serde::de::{Deserializer, Error, SeqAccess, Visitor};
    use serde::ser::Serializer;

    pub fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(bytes)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        deserializer.deserialize_byte_buf(Bytes)
    }

    struct Bytes;

    impl<'de> Visitor<'de> for Bytes {
        type Value = Vec<u8>;

        fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
            f.write_str("bytes")
        }

        fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Vec<u8>, E> {
            Ok(bytes.to_vec())
        }

        fn visit_byte_buf<E: Error>(self, bytes: Vec<u8>) -> Result<Vec<u8>, E> {
            Ok(bytes)
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Vec<u8>, A::Error> {
            let mut bytes = Vec::new();
            while let Some(byte) = list.next_element()? {
                bytes.push(byte);
            }
            Ok(bytes)
        }
    }
}

//! Data points as rows have them: bytes that [`haneul_metric::pack`] wrote.

use haneul_metric::pack::{self, Point};
use haneul_pipeline::AwsError;
use haneul_store::Stored;
use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

use crate::errors;

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Packed(Vec<u8>);

impl Packed {
    pub fn of(start: i64, step: i64, points: &[Point]) -> Packed {
        Packed(pack::pack(start, step, points))
    }

    pub fn points(&self, start: i64, step: i64) -> Result<Vec<Point>, AwsError> {
        pack::unpack(start, step, &self.0).ok_or_else(errors::damaged)
    }
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
        out.write_str("packed data points")
    }

    fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Packed, E> {
        Ok(Packed(bytes.to_vec()))
    }

    fn visit_byte_buf<E: Error>(self, bytes: Vec<u8>) -> Result<Packed, E> {
        Ok(Packed(bytes))
    }
}

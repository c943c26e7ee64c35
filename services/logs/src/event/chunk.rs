//! Events as they are kept: those of one batch together, in rows of some 64 kB.
//!
//! The key of a row says from when to when its events are. No row reaches over the end of ten
//! seconds: so whoever looks for a time need not look far before it, and rows that overlap, since
//! batches came in another order than their events happened, are few.
//!
//! A row is, for each event, the milliseconds since the first one, the length of the message and
//! the message.

use haneul_pipeline::AwsError;
use haneul_store::{Stored, Table};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Group and stream; first and last event; when it came, chance, and the bytes that AWS counts.
pub type Key = ((u64, u64), (u64, u64), (u64, u32, u32));

pub static CHUNKS: Table<Key, Chunk> = Table::new("logs_chunk").sealed();

/// Milliseconds that a row's events are within, counted from the beginning of time.
pub const BUCKET: u64 = 10_000;

/// A row gets no further event when it is so large.
const FULL: usize = 64 << 10;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Chunk {
    /// Milliseconds of the cloud's clock.
    pub ingested: i64,
    pub events: Packed,
}

impl Stored for Chunk {
    const VERSION: u32 = 1;
}

/// Bytes, as MessagePack has them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Packed(pub Vec<u8>);

impl Serialize for Packed {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.serialize_bytes(&self.0)
    }
}

impl<'de> Deserialize<'de> for Packed {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl serde::de::Visitor<'_> for Visitor {
            type Value = Packed;
            fn expecting(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                out.write_str("bytes")
            }
            fn visit_bytes<E>(self, bytes: &[u8]) -> Result<Packed, E> {
                Ok(Packed(bytes.to_vec()))
            }
            fn visit_byte_buf<E>(self, bytes: Vec<u8>) -> Result<Packed, E> {
                Ok(Packed(bytes))
            }
        }
        from.deserialize_byte_buf(Visitor)
    }
}

/// An event on its way.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    pub at: u64,
    pub message: String,
}

/// Rows of events that are in order: first and last time, the bytes, and what AWS counts.
pub struct Pack {
    pub first: u64,
    pub last: u64,
    pub size: u32,
    pub count: usize,
    pub events: Vec<u8>,
}

pub fn pack(events: &[Event]) -> Vec<Pack> {
    let mut packs: Vec<Pack> = Vec::new();
    for event in events {
        let fits = packs.last().is_some_and(|pack| {
            pack.first / BUCKET == event.at / BUCKET && pack.events.len() < FULL
        });
        if !fits {
            packs.push(Pack {
                first: event.at,
                last: event.at,
                size: 0,
                count: 0,
                events: Vec::new(),
            });
        }
        let Some(pack) = packs.last_mut() else {
            continue;
        };
        put(&mut pack.events, event.at.saturating_sub(pack.first));
        put(&mut pack.events, event.message.len() as u64);
        pack.events.extend_from_slice(event.message.as_bytes());
        pack.last = event.at;
        pack.count += 1;
        pack.size += (event.message.len() + crate::limits::EVENT_OVERHEAD) as u32;
    }
    packs
}

fn put(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// Where a message lies in its row.
#[derive(Clone, Copy, Debug)]
pub struct Spot {
    pub at: u64,
    start: u32,
    length: u32,
}

impl Chunk {
    /// All events in their order.
    pub fn spots(&self, first: u64) -> Result<Vec<Spot>, AwsError> {
        let damaged = || AwsError::internal("a row of log events that is cut off");
        let bytes = &self.events.0;
        let mut at = 0;
        let mut spots = Vec::new();
        while at < bytes.len() {
            let delta = take(bytes, &mut at).ok_or_else(damaged)?;
            let length = take(bytes, &mut at).ok_or_else(damaged)? as usize;
            let end = at.checked_add(length).filter(|end| *end <= bytes.len());
            let end = end.ok_or_else(damaged)?;
            spots.push(Spot {
                at: first.saturating_add(delta),
                start: at as u32,
                length: length as u32,
            });
            at = end;
        }
        Ok(spots)
    }

    pub fn message(&self, spot: Spot) -> &str {
        let start = spot.start as usize;
        let bytes = self.events.0.get(start..start + spot.length as usize);
        // What was put was text.
        std::str::from_utf8(bytes.unwrap_or_default()).unwrap_or_default()
    }
}

fn take(bytes: &[u8], at: &mut usize) -> Option<u64> {
    let (mut value, mut shift) = (0u64, 0);
    loop {
        let byte = *bytes.get(*at)?;
        *at += 1;
        value |= u64::from(byte & 0x7f).checked_shl(shift)?;
        if byte < 0x80 {
            return Some(value);
        }
        shift += 7;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_packed_is_read(
            given in prop::collection::vec((0u64..100_000, ".{1,40}", 1usize..4_000), 1..40)
        ) {
            let mut given: Vec<Event> = given
                .into_iter()
                .map(|(at, text, times)| Event { at, message: text.repeat(times) })
                .collect();
            given.sort_by_key(|event| event.at);
            let packs = pack(&given);
            let mut read = Vec::new();
            for pack in &packs {
                prop_assert_eq!(pack.first / BUCKET, pack.last / BUCKET);
                let chunk = Chunk { ingested: 7, events: Packed(pack.events.clone()) };
                let spots = chunk.spots(pack.first).unwrap();
                read.extend(spots.iter().map(|spot| Event {
                    at: spot.at,
                    message: chunk.message(*spot).to_owned(),
                }));
            }
            prop_assert_eq!(read, given);
        }

        #[test]
        fn anything_may_be_read(bytes: Vec<u8>, first: u64) {
            let chunk = Chunk { ingested: 0, events: Packed(bytes) };
            for spot in chunk.spots(first).unwrap_or_default() {
                _ = chunk.message(spot);
            }
        }
    }
}

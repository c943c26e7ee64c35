//! Changes as they are kept. A change too large for a row of a sequence goes on in further ones.
//!
//! The first row is a byte for the form, flags, the number of further rows, the time, the shard of
//! the stream, the hash of the partition key; then partition key, sort key, and the item before and
//! after, each with its length before it.

use crate::item::key::Primary;
use crate::item::row::Packed;
use bytes::Bytes;
use haneul_pipeline::AwsError;
use haneul_store::limits::MAX_VALUE;
use haneul_store::{put_varint, take_varint};

const FORM: u8 = 1;
const HEAD: usize = 1 + 1 + 2 + 8 + 4 + 8;

const BY_SERVICE: u8 = 1;
const HAS_OLD: u8 = 2;
const HAS_NEW: u8 = 4;
const HAS_SHARD: u8 = 8;

/// One change of one item.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// When it was made, by the cloud's clock. Changes made at the same time may be a little out of
    /// order.
    pub at: i64,
    /// Made by the service itself, since the item had expired.
    pub by_service: bool,
    /// Of the table's stream.
    pub shard: Option<u32>,
    pub primary: Primary,
    pub old: Option<Packed>,
    pub new: Option<Packed>,
}

impl Entry {
    /// In rows: the first, and what it goes on in.
    pub fn rows(&self) -> Vec<Bytes> {
        let images = [&self.old, &self.new];
        let size: usize = images
            .iter()
            .filter_map(|i| i.as_ref())
            .map(|i| i.0.len())
            .sum();
        let keys = self.primary.partition.len() + self.primary.sort.len();
        let mut row = Vec::with_capacity(HEAD + size + keys + 16);
        row.extend_from_slice(&[FORM, self.flags(), 0, 0]);
        row.extend_from_slice(&self.at.to_be_bytes());
        row.extend_from_slice(&self.shard.unwrap_or_default().to_be_bytes());
        row.extend_from_slice(&self.primary.hash.to_be_bytes());
        put(&mut row, &self.primary.partition);
        put(&mut row, &self.primary.sort);
        for image in images.into_iter().flatten() {
            put(&mut row, &image.0);
        }
        let further = row.len().div_ceil(MAX_VALUE) - 1;
        row[2..4].copy_from_slice(&(further as u16).to_be_bytes());
        let row = Bytes::from(row);
        let starts = (0..row.len()).step_by(MAX_VALUE);
        let rows = starts.map(|start| row.slice(start..row.len().min(start + MAX_VALUE)));
        rows.collect()
    }

    fn flags(&self) -> u8 {
        let flags = [
            (self.by_service, BY_SERVICE),
            (self.old.is_some(), HAS_OLD),
            (self.new.is_some(), HAS_NEW),
            (self.shard.is_some(), HAS_SHARD),
        ];
        flags
            .iter()
            .filter(|(is, _)| *is)
            .map(|(_, flag)| flag)
            .sum()
    }

    /// Of all its rows together.
    pub fn read(whole: &Bytes) -> Result<Entry, AwsError> {
        Entry::parse(whole).ok_or_else(damaged)
    }

    fn parse(whole: &Bytes) -> Option<Entry> {
        let (head, mut rest) = whole.split_first_chunk::<HEAD>()?;
        let flags = head[1];
        let mut take = || {
            let count = take_varint(&mut rest).ok()? as usize;
            let (taken, left) = rest.split_at_checked(count)?;
            rest = left;
            Some(whole.slice_ref(taken))
        };
        let (partition, sort) = (take()?, take()?);
        let old = match flags & HAS_OLD {
            0 => None,
            _ => Some(Packed(take()?)),
        };
        let new = match flags & HAS_NEW {
            0 => None,
            _ => Some(Packed(take()?)),
        };
        let shard = u32::from_be_bytes(head[12..16].try_into().ok()?);
        Some(Entry {
            at: at(head),
            by_service: flags & BY_SERVICE != 0,
            shard: (flags & HAS_SHARD != 0).then_some(shard),
            primary: Primary {
                hash: u64::from_be_bytes(head[16..24].try_into().ok()?),
                partition: partition.to_vec(),
                sort: sort.to_vec(),
            },
            old,
            new,
        })
    }
}

fn put(out: &mut Vec<u8>, bytes: &[u8]) {
    put_varint(out, bytes.len() as u64);
    out.extend_from_slice(bytes);
}

pub fn damaged() -> AwsError {
    AwsError::internal("a change of an item that cannot be read")
}

/// What the first row says alone: the time, and how many rows go on with it.
pub fn head(row: &[u8]) -> Result<(i64, u16), AwsError> {
    let (head, _) = row.split_first_chunk::<HEAD>().ok_or_else(damaged)?;
    match head[0] {
        FORM => Ok((at(head), u16::from_be_bytes([head[2], head[3]]))),
        _ => Err(damaged()),
    }
}

fn at(head: &[u8; HEAD]) -> i64 {
    let mut bytes = [0; 8];
    bytes.copy_from_slice(&head[4..12]);
    i64::from_be_bytes(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::collection::vec;
    use proptest::prelude::*;

    fn image() -> impl Strategy<Value = Option<Packed>> {
        let bytes = vec(any::<u8>(), 0..40).prop_flat_map(|bytes| {
            (Just(bytes), 0usize..9_000).prop_map(|(bytes, times)| bytes.repeat(times))
        });
        prop::option::of(bytes.prop_map(|bytes| Packed(bytes.into())))
    }

    proptest! {
        #[test]
        fn what_is_packed_is_read(
            (at, by_service, shard) in any::<(i64, bool, Option<u32>)>(),
            (hash, partition, sort) in any::<(u64, Vec<u8>, Vec<u8>)>(),
            (old, new) in (image(), image()),
        ) {
            let primary = Primary { hash, partition, sort };
            let entry = Entry { at, by_service, shard, primary, old, new };
            let rows = entry.rows();
            prop_assert!(rows.iter().all(|row| row.len() <= MAX_VALUE));
            prop_assert_eq!(head(&rows[0]).unwrap(), (at, rows.len() as u16 - 1));
            prop_assert_eq!(Entry::read(&rows.concat().into()).unwrap(), entry);
        }

        #[test]
        fn anything_may_be_read(bytes in vec(any::<u8>(), 0..64)) {
            _ = head(&bytes);
            _ = Entry::read(&bytes.into());
        }
    }
}

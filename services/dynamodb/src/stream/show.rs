//! Changes and shards as AWS shows them.

use crate::item::key;
use crate::item::row::Packed;
use crate::log::Entry;
use crate::stream::row::{Shard, Stream, View, shard_id};
use crate::stream::shapes::{
    Identity, Record, SequenceNumberRange, Shard as ShownShard, StreamRecord,
};
use crate::table::show::time;
use crate::wire::Attributes;
use haneul_expression::{Item, item_size};
use haneul_pipeline::{AwsError, Cx};
use md5::{Digest, Md5};

/// A sequence number: forty digits, in the order of places.
pub fn number(place: u128) -> String {
    format!("1{place:039}")
}

pub fn place(number: &str) -> Option<u128> {
    let digits = number
        .strip_prefix('1')
        .filter(|digits| digits.len() == 39)?;
    digits.parse().ok()
}

pub fn shard(shard: Shard) -> ShownShard {
    ShownShard {
        shard_id: Some(shard.id()),
        sequence_number_range: Some(SequenceNumberRange {
            starting_sequence_number: Some(number(shard.start)),
            ending_sequence_number: shard.end.map(number),
        }),
        parent_shard_id: shard
            .parent
            .map(|(number, opened)| shard_id(number, opened)),
    }
}

fn old(stream: &Stream, entry: &Entry) -> Option<Packed> {
    entry
        .old
        .clone()
        .filter(|_| matches!(stream.view, View::Old | View::Both))
}

fn new(stream: &Stream, entry: &Entry) -> Option<Packed> {
    entry
        .new
        .clone()
        .filter(|_| matches!(stream.view, View::New | View::Both))
}

pub fn keys_of(stream: &Stream, entry: &Entry) -> Result<Item, AwsError> {
    match entry.new.as_ref().or(entry.old.as_ref()) {
        Some(image) => Ok(key::only(&stream.keys, &image.item()?)),
        None => Ok(Item::new()),
    }
}

/// Of a record: its key and the images that are told.
pub fn size(stream: &Stream, entry: &Entry) -> Result<usize, AwsError> {
    let images = [old(stream, entry), new(stream, entry)];
    let images: usize = images.iter().flatten().map(Packed::size).sum();
    Ok(item_size(&keys_of(stream, entry)?) + images)
}

pub fn event_name(entry: &Entry) -> &'static str {
    match (&entry.old, &entry.new) {
        (None, _) => "INSERT",
        (Some(_), Some(_)) => "MODIFY",
        (Some(_), None) => "REMOVE",
    }
}

/// Another for each change.
fn event_id(table: u64, place: u128) -> String {
    let digest = Md5::new()
        .chain_update(table.to_be_bytes())
        .chain_update(place.to_be_bytes());
    format!("{:032x}", u128::from_be_bytes(digest.finalize().into()))
}

pub fn record(cx: &Cx, stream: &Stream, place: u128, entry: &Entry) -> Result<Record, AwsError> {
    let shown = |image: Option<Packed>| image.map(|image| Attributes::Packed(image.0));
    let second = entry.at - entry.at.rem_euclid(crate::limits::SECOND);
    Ok(Record {
        event_id: Some(event_id(stream.table, place)),
        event_name: Some(event_name(entry).to_owned()),
        event_version: Some("1.1".to_owned()),
        event_source: Some("aws:dynamodb".to_owned()),
        aws_region: Some(cx.region().to_owned()),
        dynamodb: Some(StreamRecord {
            approximate_creation_date_time: Some(time(second)),
            keys: Some(keys_of(stream, entry)?.into()),
            new_image: shown(new(stream, entry)),
            old_image: shown(old(stream, entry)),
            sequence_number: Some(number(place)),
            size_bytes: Some(size(stream, entry)? as i64),
            stream_view_type: Some(stream.view.name().to_owned()),
        }),
        user_identity: entry.by_service.then(|| Identity {
            principal_id: Some("dynamodb.amazonaws.com".to_owned()),
            r#type: Some("Service".to_owned()),
        }),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_forty_digits() {
        for at in [0, 17, u128::MAX] {
            assert_eq!((number(at).len(), place(&number(at))), (40, Some(at)));
        }
        assert_eq!(place("100000000000000000001"), None);
    }
}

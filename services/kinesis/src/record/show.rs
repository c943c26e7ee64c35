//! Records as AWS shows them.

use crate::record::read::Seen;
use crate::shapes::{ChildShard, Record};
use crate::stream::row::{Shard, Stream, shard_id};
use crate::stream::show::hash_range;
use jiff::Timestamp;

pub fn record(stream: &Stream, shard: u32, seen: Seen) -> Record {
    let millis = seen.at.div_euclid(1_000);
    Record {
        sequence_number: Some(stream.number(shard, seen.place).text()),
        approximate_arrival_timestamp: Timestamp::from_millisecond(millis).ok(),
        data: Some(seen.record.data),
        partition_key: Some(seen.record.key),
        encryption_type: seen.form.is_encrypted().then(|| "KMS".to_owned()),
    }
}

fn parents(child: &Shard) -> Vec<String> {
    let parents = child.parent.into_iter().chain(child.adjacent);
    parents.map(shard_id).collect()
}

/// The shards that took the place of one.
pub fn children(stream: &Stream, shard: u32) -> Vec<ChildShard> {
    let children = stream
        .shards
        .iter()
        .filter(|child| child.parent == Some(shard) || child.adjacent == Some(shard));
    children
        .map(|child| ChildShard {
            shard_id: Some(shard_id(child.number)),
            parent_shards: Some(parents(child)),
            hash_key_range: Some(hash_range(child)),
        })
        .collect()
}

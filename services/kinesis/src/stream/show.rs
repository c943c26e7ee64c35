//! Streams and shards as AWS shows them.

use crate::shapes::{
    EnhancedMetrics, HashKeyRange, SequenceNumberRange, Shard as ShownShard, StreamModeDetails,
};
use crate::stream::row::{Shard, Stream, shard_id};
use jiff::Timestamp;

/// AWS shows times of streams in seconds.
pub fn seconds(micros: i64) -> Timestamp {
    Timestamp::from_second(micros.div_euclid(crate::limits::SECOND)).unwrap_or_default()
}

pub fn mode(stream: &Stream) -> StreamModeDetails {
    StreamModeDetails {
        stream_mode: match stream.on_demand {
            true => "ON_DEMAND".to_owned(),
            false => "PROVISIONED".to_owned(),
        },
    }
}

pub fn monitoring(stream: &Stream) -> Vec<EnhancedMetrics> {
    vec![EnhancedMetrics {
        shard_level_metrics: Some(stream.metrics.clone()),
    }]
}

pub fn encryption(stream: &Stream) -> String {
    match stream.key {
        Some(_) => "KMS".to_owned(),
        None => "NONE".to_owned(),
    }
}

pub fn hash_range(shard: &Shard) -> HashKeyRange {
    HashKeyRange {
        starting_hash_key: Some(shard.first.get().to_string()),
        ending_hash_key: Some(shard.last.get().to_string()),
    }
}

pub fn shard(stream: &Stream, shard: &Shard) -> ShownShard {
    let text = |place: u128| stream.number(shard.number, place).text();
    ShownShard {
        shard_id: Some(shard_id(shard.number)),
        parent_shard_id: shard.parent.map(shard_id),
        adjacent_parent_shard_id: shard.adjacent.map(shard_id),
        hash_key_range: Some(hash_range(shard)),
        sequence_number_range: Some(SequenceNumberRange {
            starting_sequence_number: Some(text(shard.start.get())),
            ending_sequence_number: shard.closed.map(|closed| text(closed.end.get())),
        }),
    }
}

#[cfg(test)]
pub mod tests {
    use super::*;

    pub fn stream() -> Stream {
        Stream {
            id: 1,
            shown_id: String::new(),
            name: "s".to_owned(),
            created: 0,
            busy: None,
            on_demand: false,
            retention_hours: 24,
            trimmed: i64::MIN,
            shards: Vec::new(),
            next_shard: 0,
            metrics: Vec::new(),
            key: None,
            record_kib: 1_024,
            warm_mibps: None,
            policy: None,
            tags: Vec::new(),
            era: 0,
            count_changes: Vec::new(),
            mode_changes: Vec::new(),
            grown: 0,
        }
    }
}

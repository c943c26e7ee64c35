//! Quotas and bounds, as AWS documents them.

use std::ops::RangeInclusive;

/// Microseconds.
pub const SECOND: i64 = 1_000_000;
pub const HOUR: i64 = 3_600 * SECOND;

pub const RETENTION_HOURS: RangeInclusive<i64> = 24..=8_760;
pub const RECORD_KIB: i64 = 1_024;
/// Of one PutRecords, with the partition keys.
pub const PUT_BYTES: usize = 10 << 20;

/// What a shard takes in a second.
pub const SHARD_WRITE_BYTES: i64 = 1 << 20;
pub const SHARD_WRITE_RECORDS: i64 = 1_000;
/// What a shard gives in a second, to all who poll.
pub const SHARD_READ_BYTES: i64 = 2 << 20;
pub const SHARD_READ_CALLS: i64 = 5;

pub const GET_RECORDS: usize = 10_000;
pub const GET_BYTES: usize = 10 << 20;
pub const ITERATOR_SECONDS: i64 = 300;

/// Of an account in a Region.
pub const SHARDS: i64 = 20_000;
pub const ON_DEMAND_STREAMS: i64 = 50;
pub const ON_DEMAND_SHARDS: usize = 4;
/// As many as 200 MiB a second need.
pub const ON_DEMAND_MOST_SHARDS: usize = 200;
/// An on-demand stream grows no sooner after it grew.
pub const ON_DEMAND_PAUSE: i64 = 15 * 60 * SECOND;

pub const COUNT_CHANGES_A_DAY: usize = 10;
pub const MODE_CHANGES_A_DAY: usize = 2;
pub const MOST_SHARDS_BY_COUNT: i64 = 10_000;

pub const CONSUMERS: usize = 20;
pub const ON_DEMAND_CONSUMERS: usize = 50;
pub const TAGS: usize = 50;
pub const LIST_SHARDS: usize = 1_000;
pub const DESCRIBE_SHARDS: usize = 100;
pub const LIST_STREAMS: usize = 100;
pub const LIST_CONSUMERS: usize = 100;
pub const SUBSCRIPTION_SECONDS: i64 = 300;
pub const POLICY_BYTES: usize = 20 * 1024;

/// How long a change of a stream or a consumer takes, by the cloud's clock.
pub const CHANGE: i64 = 2 * SECOND;

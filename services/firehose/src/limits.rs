//! Quotas and bounds, as AWS documents them.

use std::ops::RangeInclusive;

/// Microseconds.
pub const SECOND: i64 = 1_000_000;

pub const RECORD_BYTES: usize = 1_024_000;
pub const BATCH_BYTES: usize = 4 << 20;
pub const STREAMS: usize = 5_000;
pub const TAGS: usize = 50;
pub const LIST_STREAMS: usize = 10;

pub const BUFFER_MEBIBYTES: RangeInclusive<i64> = 1..=128;
pub const BUFFER_SECONDS: RangeInclusive<i64> = 0..=900;
/// Where records are told apart by what is in them.
pub const PARTITIONED_MEBIBYTES: i64 = 64;
pub const PARTITIONED_SECONDS: i64 = 60;
pub const DEFAULT_MEBIBYTES: i64 = 5;
pub const DEFAULT_SECONDS: i64 = 300;
/// Of what is posted to a URL.
pub const ENDPOINT_MEBIBYTES: RangeInclusive<i64> = 1..=64;
pub const ENDPOINT_RETRY: i64 = 300;
/// How long a URL may take to answer, and how much of it is read.
pub const ENDPOINT_SECONDS: u64 = 10;
pub const ANSWER: usize = 1 << 20;
/// Of one batch; further ones are delivered together.
pub const PARTITIONS: usize = 500;
/// Records that one record may hold.
pub const SUB_RECORDS: usize = 500;

/// Of records that a function gets at once, in bytes; where nobody said how many.
pub const FUNCTION_MEBIBYTES: RangeInclusive<f64> = 0.2..=3.0;
pub const FUNCTION_DEFAULT: f64 = 1.0;
pub const FUNCTION_SECONDS: RangeInclusive<i64> = 0..=900;
/// How often a call that fails is made again.
pub const FUNCTION_RETRIES: RangeInclusive<u32> = 0..=300;
pub const FUNCTION_DEFAULT_RETRIES: u32 = 3;

/// How long a change of a stream takes, by the cloud's clock.
pub const CHANGE: i64 = 2 * SECOND;

/// A delivery that fails is tried again this long.
pub const PATIENCE: i64 = 24 * 3_600 * SECOND;
/// With pauses up to this.
pub const PAUSE: i64 = 300 * SECOND;
/// Rows of records that one delivery takes: of many small records it makes several objects.
pub const ROWS_AT_ONCE: usize = 20_000;
/// Of a prefix; the rest of a key's 1,024 bytes is for the object's name.
pub const PREFIX_BYTES: usize = 700;

//! Quotas and bounds, as AWS documents them.

use std::ops::RangeInclusive;

pub const DELAY_SECONDS: RangeInclusive<i64> = 0..=900;
pub const MESSAGE_BYTES: RangeInclusive<i64> = 1_024..=1_048_576;
pub const RETENTION_SECONDS: RangeInclusive<i64> = 60..=1_209_600;
pub const WAIT_SECONDS: RangeInclusive<i64> = 0..=20;
pub const VISIBILITY_SECONDS: RangeInclusive<i64> = 0..=43_200;
pub const KMS_REUSE_UNASKED: i64 = 300;
pub const KMS_REUSE_SECONDS: RangeInclusive<i64> = 60..=86_400;
pub const MAX_RECEIVES: RangeInclusive<i64> = 1..=1_000;
pub const MESSAGES_PER_RECEIVE: RangeInclusive<i64> = 1..=10;

pub const BATCH_ENTRIES: usize = 10;
pub const BATCH_BYTES: usize = 1_048_576;
pub const BATCH_ID_LENGTH: usize = 80;
pub const MESSAGE_ATTRIBUTES: usize = 10;
pub const MESSAGE_ATTRIBUTE_NAME: usize = 256;
pub const TOKEN_LENGTH: usize = 128;

/// Messages given out and neither deleted nor visible again.
pub const IN_FLIGHT: u64 = 120_000;

pub const DELETED_NAME_SECONDS: i64 = 60;
pub const PURGE_SECONDS: i64 = 60;
pub const DEDUPLICATION_SECONDS: i64 = 300;

pub const QUEUE_NAME: usize = 80;
pub const LIST_RESULTS: RangeInclusive<i64> = 1..=1_000;
pub const TAGS: usize = 50;
pub const TAG_KEY: usize = 128;
pub const TAG_VALUE: usize = 256;
pub const PERMISSION_ACTIONS: usize = 7;
pub const MOVES_PER_SECOND: RangeInclusive<i64> = 1..=500;
pub const MOVE_TASKS: RangeInclusive<i64> = 1..=10;
pub const REDRIVE_SOURCES: usize = 10;

/// Larger contents are kept beside the message, so that handing it out need not rewrite them.
pub const INLINE_BYTES: usize = 8_192;

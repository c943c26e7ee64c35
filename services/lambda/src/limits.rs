//! How much there may be, and how long things take, by the cloud's clock.

/// Microseconds.
pub const SECOND: i64 = 1_000_000;

/// How long making and changing a function take.
pub const SETTLING: i64 = SECOND;
/// Seconds.
pub const TIMEOUT: i64 = 900;
pub const DEFAULT_TIMEOUT: i64 = 3;
/// Megabytes.
pub const MEMORY: i64 = 10_240;
pub const DEFAULT_MEMORY: i64 = 128;
pub const STORAGE: i64 = 10_240;
pub const DEFAULT_STORAGE: i64 = 512;
/// Of names and values of variables together.
pub const ENVIRONMENT: usize = 4_096;
pub const LAYERS: usize = 5;
/// Of code with its layers.
pub const UNZIPPED: i64 = 262_144_000;
/// Of code that comes with the request.
pub const ZIPPED: usize = 52_428_800;
/// Of all code of an account in a Region.
pub const STORED: i64 = 80_530_636_800;
/// Entries of a package.
pub const ENTRIES: usize = 65_535;
/// Of an account in a Region, and how much of it nobody may reserve.
pub const CONCURRENCY: i64 = 1_000;
pub const UNRESERVED: i64 = 100;
pub const POLICY: usize = 20_480;
pub const TAGS: usize = 50;
/// What listings give at most, and unless they are asked for less.
pub const LISTED: usize = 50;

/// Mappings of event sources that a listing gives at most.
pub const LISTED_MAPPINGS: usize = 100;
pub const FILTERS: usize = 10;
/// Records of a batch of a queue, and of a stream, where nobody said how many.
pub const QUEUE_BATCH: i64 = 10;
pub const STREAM_BATCH: i64 = 100;
/// What SQS gives at once, and how many seconds it is waited for.
pub const RECEIVED: i64 = 10;
pub const LONG_POLL: i64 = 3;
/// Batches of one queue that run at once in the beginning, and how many more each second; and at most,
/// unless the mapping says so.
pub const BATCHES: usize = 5;
pub const MOST_BATCHES: usize = 64;
/// Records that are read at once, and what an event has around its records.
pub const PAGE: i64 = 1_000;
pub const AROUND: usize = 1_024;
/// Bytes of records that were pushed and wait for a function; and after how long a shard can be subscribed
/// to again.
pub const PUSHED: usize = 6 << 20;
pub const RESUBSCRIBE: i64 = 5 * SECOND;
/// Batches of one queue, and reads of one shard, in one errand.
pub const ROUNDS: usize = 10;
/// Between two looks into a shard: of one that has something now and then, and of others.
pub const SHORT_PAUSE: i64 = SECOND / 4;
pub const PAUSE: i64 = SECOND;
/// Empty looks after which a shard is looked into more seldom.
pub const QUIET: u32 = 40;
/// How long the shards of a stream are remembered.
pub const SHARDS_KEPT: i64 = 30 * SECOND;
/// How long a process may read without saying so again, and how often it does.
pub const TERM: i64 = 10 * SECOND;
pub const BEAT: i64 = 3 * SECOND;
pub const TERM_ALONE: i64 = 30 * SECOND;
pub const BEAT_ALONE: i64 = 5 * SECOND;
/// Until it is looked again whether reading has ended.
pub const STOPPING: i64 = SECOND / 5;
pub const LONGEST_PAUSE: i64 = 64 * SECOND;

/// After so many failures.
pub fn pause(failures: u32) -> i64 {
    (SECOND << failures.saturating_sub(1).min(6)).min(LONGEST_PAUSE)
}

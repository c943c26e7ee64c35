//! How much there may be, and how long things take, by the cloud's clock.

/// Microseconds.
pub const SECOND: i64 = 1_000_000;

/// Pipes of an account in a Region.
pub const PIPES: usize = 1_000;
/// Tags of a pipe.
pub const TAGS: usize = 50;
/// How long making, changing, starting, stopping and deleting take.
pub const MOVING: i64 = 2 * SECOND;
/// Between two looks into a source that has something now and then.
pub const PAUSE: i64 = SECOND;
/// Empty looks after which a source is looked into more seldom.
pub const QUIET: u32 = 60;
pub const QUIET_PAUSE: i64 = 5 * SECOND;
/// Two to the power of this many seconds is the longest pause of a pipe that fails.
pub const DOUBLINGS: u32 = 6;
/// Batches of one queue in one errand.
pub const ROUNDS: usize = 10;
/// Reads of one shard in one errand, which are few a second for all; and records of one read.
pub const READS: usize = 2;
pub const PAGE: i64 = 1_000;
/// What may be gathered for one batch.
pub const BATCH_BYTES: usize = 6 << 20;
/// What a function is told at once: with somebody waiting for its answer, and without.
pub const FUNCTION_BYTES: usize = 6_291_456 - 2;
pub const LATER_BYTES: usize = 1_048_576 - 2;
/// How long the shards of a stream are remembered.
pub const SHARDS_KEPT: i64 = 60 * SECOND;
/// What SQS gives at once.
pub const RECEIVED: i64 = 10;
/// Records of a batch of a queue, and of a stream, where nobody said how many.
pub const QUEUE_BATCH: i64 = 10;
pub const STREAM_BATCH: i64 = 100;
/// What a listing gives at most, and unless it is asked for less.
pub const LISTED: usize = 100;
/// Characters of a record's partition key.
pub const PARTITION_KEY: usize = 256;

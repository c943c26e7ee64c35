//! Quotas and bounds, as AWS documents them.

/// Of a message with its attributes, and of a batch of them.
pub const MESSAGE_BYTES: usize = 262_144;
pub const BATCH_ENTRIES: usize = 10;
pub const BATCH_ID: usize = 80;
pub const SUBJECT: usize = 100;
pub const DISPLAY_NAME: usize = 100;
pub const TAGS: usize = 50;
pub const PAGE: usize = 100;
pub const FIFO_SUBSCRIPTIONS: usize = 100;
pub const FILTER_POLICIES: usize = 200;
/// Of one owner with one topic.
pub const DELIVERY_STREAMS: usize = 5;
pub const DEDUPLICATION_SECONDS: i64 = 300;
pub const TOKEN_DAYS: i64 = 2;
pub const POLICY_BYTES: usize = 30_720;

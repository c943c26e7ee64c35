//! Quotas and bounds, as AWS documents them.

/// Milliseconds.
pub const SECOND: i64 = 1_000;
pub const HOUR: i64 = 3_600 * SECOND;
pub const DAY: i64 = 24 * HOUR;

/// Of one PutLogEvents: the messages, and so much more for each.
pub const PUT_BYTES: usize = 1 << 20;
pub const EVENT_OVERHEAD: usize = 26;
pub const PUT_SPAN: i64 = DAY;
/// Events may be so old, and so far in the future.
pub const TOO_OLD: i64 = 14 * DAY;
pub const TOO_NEW: i64 = 2 * HOUR;

/// Of one answer with events.
pub const PAGE_EVENTS: usize = 10_000;
pub const PAGE_BYTES: usize = 1 << 20;
/// What one FilterLogEvents looks through at most before it answers with what it found.
pub const SCAN_BYTES: usize = 256 << 20;

pub const LIST: usize = 50;
pub const TAGS: usize = 50;
pub const TOKEN_AGE: i64 = DAY;

pub const RETENTION_DAYS: [i64; 22] = [
    1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922,
    3288, 3653,
];

//! How much there may be: AWS's quotas as they are before anybody asks for more.

/// Schedule groups of an account in a Region.
pub const GROUPS: usize = 500;
/// Tags of a group.
pub const TAGS: usize = 50;
/// Characters of a target's input.
pub const INPUT: usize = 262_144;
/// How long a target is tried, and how often again, unless its policy says less.
pub const RETRY_SECONDS: i64 = 86_400;
pub const RETRIES: i64 = 185;
/// Between two tries.
pub const LONGEST_PAUSE_SECONDS: i64 = 480;
/// How long a client token is remembered.
pub const TOKEN_HOURS: i64 = 8;
/// What a listing gives at most, and unless it is asked for less.
pub const LISTED: usize = 100;
/// Schedules that go with their group in one transaction.
pub const REMOVED: usize = 200;

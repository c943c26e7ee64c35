//! How much there may be: AWS's quotas as they are before anybody asks for more.

/// Aliases of one key.
pub const ALIASES: usize = 50;
/// Grants of one key.
pub const GRANTS: usize = 50_000;
/// Of a key's policy.
pub const POLICY_BYTES: usize = 32_768;
/// Tags of a key.
pub const TAGS: usize = 50;
/// On-demand rotations of one key in all of its life.
pub const ROTATIONS_ON_DEMAND: u32 = 25;
/// Days that a key waits for its deletion.
pub const PENDING_DAYS: std::ops::RangeInclusive<i64> = 7..=30;
pub const PENDING_DAYS_UNASKED: i64 = 30;
/// Days between automatic rotations.
pub const ROTATION_DAYS: i64 = 365;
/// A listing's page, unless it is asked for another; of tags and policies, and the most there is.
pub const PAGE: i64 = 100;
pub const SMALL_PAGE: i64 = 50;
pub const LARGEST_PAGE: usize = 1_000;
/// Bytes of a message that is not a digest.
pub const MESSAGE_BYTES: usize = 4_096;

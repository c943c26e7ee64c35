//! Quotas, and what is counted in them.

use jiff::SignedDuration;

pub const VALUE_BYTES: usize = 65_536;
pub const POLICY_BYTES: usize = 20_480;
pub const TAGS: usize = 50;
pub const LABELS: usize = 20;
/// Versions of a secret: older ones without a label make room for new ones.
pub const VERSIONS: usize = 100;
/// How long a version without a label is kept at least.
pub const KEPT: SignedDuration = SignedDuration::from_hours(24);
pub const PAGE: usize = 100;
pub const BATCH_PAGE: usize = 20;
pub const WINDOW_DAYS: std::ops::RangeInclusive<i64> = 7..=30;
pub const USUAL_WINDOW: i64 = 30;

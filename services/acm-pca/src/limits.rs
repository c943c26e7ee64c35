//! How much there may be: AWS's quotas as they are before anybody asks for more.

/// Authorities of an account in a Region.
pub const AUTHORITIES: usize = 200;
/// Tags of an authority.
pub const TAGS: usize = 50;
/// Of a listing's page.
pub const PAGE: usize = 1_000;
/// Idempotency tokens are remembered for so long.
pub const TOKEN_MINUTES: i64 = 5;
/// A deleted authority can be restored for so many days, unless its owner says otherwise.
pub const RESTORABLE_DAYS: i64 = 30;
/// Certificates of authorities for short-lived ones are good for at most so many days.
pub const SHORT_LIVED_DAYS: i64 = 7;
/// Rows that go together when an authority goes.
pub const PIECE: usize = 500;

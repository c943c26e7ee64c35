//! AWS's quotas, as a new organisation has them unless it says otherwise here.

use jiff::SignedDuration;

/// A new organisation of AWS's has room for 10, which every support case raises.
pub const ACCOUNTS: usize = 10_000;
pub const UNITS: usize = 2_000;
/// Units below the root.
pub const DEPTH: usize = 5;
pub const TAGS: usize = 50;
pub const PAGE: usize = 20;
pub const DELEGATES_PER_SERVICE: usize = 1_000;

pub const HANDSHAKE: SignedDuration = SignedDuration::from_hours(15 * 24);
/// How long a handshake is shown when nothing can come of it any more.
pub const HANDSHAKE_SHOWN: SignedDuration = SignedDuration::from_hours(30 * 24);
/// Before that a created account cannot leave.
pub const WAIT: SignedDuration = SignedDuration::from_hours(7 * 24);
/// From a closed account's last call to its end.
pub const CLOSED_FOR_GOOD: SignedDuration = SignedDuration::from_hours(90 * 24);
/// Closing is counted over so long.
pub const CLOSING_WINDOW: SignedDuration = SignedDuration::from_hours(30 * 24);
pub const CLOSED_AT_LEAST: usize = 250;
pub const CLOSED_AT_MOST: usize = 1_000;
pub const CLOSED_AT_ONCE: usize = 3;

/// How long it takes to open an account, and to let it join.
pub const OPENING: SignedDuration = SignedDuration::from_secs(1);
pub const JOINING: SignedDuration = SignedDuration::from_secs(5);
pub const SUSPENDING: SignedDuration = SignedDuration::from_secs(5);

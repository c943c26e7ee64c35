//! Quotas and bounds, as AWS documents them.

/// Microseconds.
pub const SECOND: i64 = 1_000_000;
pub const HOUR: i64 = 3_600 * SECOND;
pub const DAY: i64 = 24 * HOUR;

/// How long a change of a table or an index takes at least, by the cloud's clock.
pub const CHANGE: i64 = 2 * SECOND;

/// How long a backup and a restored table take at least.
pub const BACKUP: i64 = 5 * SECOND;
pub const RESTORE: i64 = 30 * SECOND;
pub const EXPORT: i64 = 30 * SECOND;
pub const IMPORT: i64 = 30 * SECOND;

/// Of an account in a Region.
pub const TABLES: usize = 2_500;
pub const ACCOUNT_UNITS: i64 = 80_000;
/// Of one table, and of one index.
pub const TABLE_UNITS: i64 = 40_000;
pub const MOST_UNITS: i64 = 1_000_000_000_000;
/// At the start of a day, and one more for each hour without a decrease.
pub const DECREASES: i64 = 4;
pub const DECREASES_A_DAY: i64 = 27;

/// From provisioned to on demand.
pub const SWITCHES_A_DAY: usize = 4;

pub const LOCAL_INDEXES: usize = 5;
pub const GLOBAL_INDEXES: usize = 20;
/// Of which one key of a global index is made.
pub const KEY_ATTRIBUTES: usize = 4;
/// Of all indexes of a table together that are not keys.
pub const PROJECTED: usize = 100;
pub const TAGS: usize = 50;
pub const POLICY_BYTES: usize = 20 * 1_024;
pub const LIST_TABLES: usize = 100;

/// What a table that was made on demand is ready for, in units a second.
pub const WARM_READS: i64 = 12_000;
pub const WARM_WRITES: i64 = 4_000;

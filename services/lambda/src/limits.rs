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

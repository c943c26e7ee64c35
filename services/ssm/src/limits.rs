//! Quotas.

pub const STANDARD_BYTES: usize = 4_096;
pub const ADVANCED_BYTES: usize = 8_192;
pub const VERSIONS: i64 = 100;
pub const LABELS: usize = 10;
pub const LEVELS: usize = 15;
/// Of a name with the ARN before it.
pub const NAME: usize = 1_011;
pub const TAGS: usize = 50;
pub const POLICIES: usize = 10;
pub const PAGE: usize = 50;
pub const PATH_PAGE: usize = 10;
pub const RESOURCE_POLICIES: usize = 1;

//! Quotas, as AWS sets them for a new account.

pub const USERS_PER_ACCOUNT: i64 = 5_000;
pub const GROUPS_PER_ACCOUNT: i64 = 300;
pub const ROLES_PER_ACCOUNT: i64 = 1_000;
pub const POLICIES_PER_ACCOUNT: i64 = 1_500;
pub const INSTANCE_PROFILES_PER_ACCOUNT: i64 = 1_000;
pub const GROUPS_PER_USER: usize = 10;
pub const ACCESS_KEYS_PER_USER: usize = 2;
pub const POLICIES_PER_ENTITY: usize = 10;
pub const VERSIONS_PER_POLICY: usize = 5;
pub const TAGS_PER_RESOURCE: usize = 50;

/// Sizes of documents, in characters without white space.
pub const MANAGED_POLICY_SIZE: usize = 6_144;
pub const TRUST_POLICY_SIZE: usize = 2_048;
pub const USER_POLICIES_SIZE: usize = 2_048;
pub const GROUP_POLICIES_SIZE: usize = 5_120;
pub const ROLE_POLICIES_SIZE: usize = 10_240;

pub const PAGE_DEFAULT: i64 = 100;
pub const PAGE_MAX: i64 = 1_000;

pub const SESSION_SECONDS_DEFAULT: i64 = 3_600;

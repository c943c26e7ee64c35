//! Quotas, as AWS sets them for a new account.

pub const USERS_PER_ACCOUNT: i64 = 5_000;
pub const GROUPS_PER_ACCOUNT: i64 = 300;
pub const ROLES_PER_ACCOUNT: i64 = 1_000;
pub const POLICIES_PER_ACCOUNT: i64 = 1_500;
pub const INSTANCE_PROFILES_PER_ACCOUNT: i64 = 1_000;
pub const GROUPS_PER_USER: usize = 10;
pub const ACCESS_KEYS_PER_USER: usize = 2;
pub const MFA_DEVICES_PER_ACCOUNT: i64 = USERS_PER_ACCOUNT * MFA_DEVICES_PER_USER as i64;
pub const MFA_DEVICES_PER_USER: usize = 8;
pub const POLICIES_PER_ENTITY: usize = 10;
pub const VERSIONS_PER_POLICY: usize = 5;
pub const TAGS_PER_RESOURCE: usize = 50;

pub const SERVER_CERTIFICATES_PER_ACCOUNT: i64 = 20;
pub const SIGNING_CERTIFICATES_PER_USER: usize = 2;
pub const SSH_KEYS_PER_USER: usize = 5;
/// Of one user.
pub const CREDENTIALS_PER_SERVICE: usize = 2;
/// Of each kind.
pub const PROVIDERS_PER_ACCOUNT: i64 = 100;
pub const KEYS_PER_SAML_PROVIDER: usize = 2;
pub const CLIENTS_PER_PROVIDER: usize = 100;
pub const THUMBPRINTS_PER_PROVIDER: usize = 5;
pub const PASSWORD_LENGTH_LEAST: i64 = 6;

/// Sizes of documents, in characters without white space.
pub const MANAGED_POLICY_SIZE: usize = 6_144;
pub const TRUST_POLICY_SIZE: usize = 2_048;
pub const USER_POLICIES_SIZE: usize = 2_048;
pub const GROUP_POLICIES_SIZE: usize = 5_120;
pub const ROLE_POLICIES_SIZE: usize = 10_240;

pub const PAGE_DEFAULT: i64 = 100;
pub const PAGE_MAX: i64 = 1_000;

/// Of one simulation.
pub const SIMULATED_RESOURCES: usize = 1_000;
/// A page of a simulation ends before there are more, with one action at least.
pub const SIMULATED_DECISIONS: usize = 10_000;

pub const SESSION_SECONDS_DEFAULT: i64 = 3_600;

/// A code is good for this many steps before and after its own.
pub const MFA_CODE_STEPS: i64 = 1;
/// How far from now two codes may be that enable or synchronise a device: ten minutes.
pub const MFA_PAIR_STEPS: i64 = 20;

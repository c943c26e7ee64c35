//! What sessions may be.

pub const ROLE_SECONDS_DEFAULT: i64 = 3_600;
/// A role taken on with temporary credentials.
pub const CHAINED_SECONDS_MAX: i64 = 3_600;
pub const TOKEN_SECONDS_DEFAULT: i64 = 43_200;
/// The root user's session tokens.
pub const ROOT_SECONDS_MAX: i64 = 3_600;

/// A root user's session for one task.
pub const TASK_SECONDS_MAX: i64 = 900;

pub const SESSION_POLICY_ARNS: usize = 10;
pub const SESSION_TAGS: usize = 50;
/// Inline and managed session policies together, in characters.
pub const SESSION_POLICY_PLAIN: usize = 2_048;
/// Policies and tags in packed form.
pub const PACKED_BYTES: usize = 2_048;

pub const TOKEN_LENGTH: usize = 348;
pub const TOKEN_LENGTH_MAX: usize = 4_096;

/// Expired credentials are told apart from unknown ones for this long.
pub const REMEMBERED_SECONDS: i64 = 86_400;

//! How much there may be: AWS's quotas as they are before anybody asks for more.

/// Certificates of an account in a Region.
pub const CERTIFICATES: usize = 2_500;
/// Names of a certificate.
pub const NAMES: usize = 10;
/// Tags of a certificate.
pub const TAGS: usize = 50;
/// Of a listing's page.
pub const PAGE: usize = 1_000;
/// Idempotency tokens are remembered for so long.
pub const TOKEN_HOURS: i64 = 1;
/// Whoever does not validate in so many hours has to ask again.
pub const VALIDATION_HOURS: i64 = 72;
/// Days that public certificates and private ones are good.
pub const PUBLIC_DAYS: i64 = 198;
pub const PRIVATE_DAYS: i64 = 395;
/// Days before their end in which they are renewed.
pub const RENEWAL_DAYS: i64 = 60;
/// Days before their end in which their owners are told each day, unless they say otherwise.
pub const NOTICE_DAYS: i64 = 45;
/// Certificates of a chain.
pub const CHAIN: usize = 10;

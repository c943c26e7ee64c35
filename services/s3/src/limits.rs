//! S3's quotas and bounds.

pub const KEY_BYTES: usize = 1_024;
/// User metadata: names and values together.
pub const METADATA_BYTES: usize = 2_048;
/// What one PUT, one part or one copy may hold.
pub const UPLOAD_BYTES: u64 = 5 << 30;
/// Ten thousand parts of five GiB: the "50 TB" of an object.
pub const OBJECT_BYTES: u64 = 50_000 << 30;
pub const PART_MIN_BYTES: u64 = 5 << 20;
pub const PARTS: i64 = 10_000;
pub const PAGE: i64 = 1_000;
pub const BUCKETS_PAGE: i64 = 10_000;
/// Buckets an account may have.
pub const BUCKETS: usize = 10_000;
pub const DELETE_OBJECTS: usize = 1_000;
pub const OBJECT_TAGS: usize = 10;
pub const BUCKET_TAGS: usize = 50;
pub const TAG_KEY_CHARS: usize = 128;
pub const TAG_VALUE_CHARS: usize = 256;
pub const REDIRECT_BYTES: usize = 2_048;
pub const CORS_RULES: usize = 100;
pub const ROUTING_RULES: usize = 50;
pub const POLICY_BYTES: usize = 20_480;
/// Objects up to this size live in their row's neighbour instead of a file.
pub const INLINE_BYTES: usize = 32 << 10;
/// The same for parts, of which one upload may have ten thousand.
pub const INLINE_PART_BYTES: usize = 1 << 10;

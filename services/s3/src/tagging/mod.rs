//! Tags of buckets and objects.

mod rules;

pub use bucket_abac::tags_count;
pub use rules::{bucket_tags, filter_tags, from_header, object_tags, shown};

include!(concat!(env!("OUT_DIR"), "/tagging.rs"));

//! Archive rules: findings that are as meant to be.

mod filter;
mod row;

pub use filter::{Subject, fits, read as read_filter, read_of_preview as read_preview_filter};
pub use row::{Rule, all, forget, inline, save};

include!(concat!(env!("OUT_DIR"), "/archive_rule.rs"));

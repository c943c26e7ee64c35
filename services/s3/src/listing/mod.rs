//! Listings in the order of keys: a page at a time, with common prefixes.

pub mod encoding;
mod page;
pub mod token;
mod versions_page;
pub mod walk;

pub use page::{Listing, check_count, list, prefixes, restores, shown};

include!(concat!(env!("OUT_DIR"), "/listing.rs"));

//! Listings in the order of keys: a page at a time, with common prefixes.

pub mod encoding;
mod page;
pub mod token;
mod versions_page;
pub mod walk;

pub use page::{Listing, check_count, list, prefixes, restores, shown};
pub use versions_page::{After, Row, page as versions_page};

include!(concat!(env!("OUT_DIR"), "/listing.rs"));

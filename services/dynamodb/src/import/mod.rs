//! Imports: a new table of what lies in a bucket.
//!
//! An errand reads object after object, as whoever asked for the import, and notes each one that is
//! through. An object is unpacked and taken apart as it comes ([`source`]); who is interrupted begins
//! it anew, which writes the same items again.

pub mod errand;
pub mod parse;
pub mod row;
mod show;
pub mod source;

include!(concat!(env!("OUT_DIR"), "/import.rs"));

//! Policies made of what a user or role was seen to do.

mod document;
pub mod forgotten;
mod history;
mod row;

include!(concat!(env!("OUT_DIR"), "/generation.rs"));

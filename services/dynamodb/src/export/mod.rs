//! Exports: a table's items of a moment, or its changes of a while, as files in a bucket.
//!
//! What is written is brought together beside the table first ([`crate::recovery::moment`],
//! [`collect`]); then an errand writes file after file, as whoever asked for the export, and notes
//! each one. Whoever is interrupted writes the same file under the same name again.

pub mod actor;
pub mod collect;
pub mod destination;
pub mod errand;
pub mod format;
pub mod ion;
pub mod row;
mod show;
pub mod token;

include!(concat!(env!("OUT_DIR"), "/export.rs"));

//! Audit reports: every certificate that an authority issued or revoked.

mod row;
pub mod write;

pub use row::remove_some;

include!(concat!(env!("OUT_DIR"), "/report.rs"));

//! Findings: what is open to others, or is not used.

mod row;
mod select;
mod shown;
mod what;

pub use row::{Finding, Status, all, delete, forget, save};
pub use shown::summary;
pub use what::{External, UnusedService, What};

include!(concat!(env!("OUT_DIR"), "/finding.rs"));

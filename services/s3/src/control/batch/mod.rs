//! Batch operations: one operation on each of the objects of a manifest, as a role that was passed.
//!
//! A job is a row. The worker looks at all that are not at their end and takes them on: it counts the
//! manifest, waits for who must confirm, runs tasks a hundred at a time, and writes the report. How far
//! it came is in the row, so a restart repeats at most the hundred that were under way.

mod change;
mod create;
mod csv;
mod function;
mod manifest;
mod replicate;
mod report;
mod row;
mod show;
mod tags;
mod task;
mod work;

pub use change::{update_priority, update_status};
pub use create::create;
pub use row::facts;
pub use show::{describe, list};
pub use tags::{delete_tags, put_tags, show_tags};
pub use work::reconciler;

/// Who acts as the role.
const PRINCIPAL: &str = "batchoperations.s3.amazonaws.com";

//! What secrets say: versions with their values and labels.

mod given;
mod labels;
mod row;
mod store;

pub use given::Given;
pub use labels::{CURRENT, LABELS, PENDING, attach, detach, shown};
pub use row::VALUES;
pub use store::{add, add_empty, key_id, read, replace, same, seal, token};

include!(concat!(env!("OUT_DIR"), "/value.rs"));

//! Uploads in parts.

mod complete;
mod row;
mod sweep;

pub use row::{PartRow, Upload, abandon, existing, get, parts, remove, scan};
pub use sweep::sweep;

include!(concat!(env!("OUT_DIR"), "/multipart.rs"));

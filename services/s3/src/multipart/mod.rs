//! Uploads in parts.

mod complete;
mod row;
mod sweep;

pub use row::{PartRow, Upload, abandon, existing, scan};
pub use sweep::sweep;

include!(concat!(env!("OUT_DIR"), "/multipart.rs"));

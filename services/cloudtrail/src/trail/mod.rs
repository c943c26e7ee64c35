//! Trails: what they deliver, and where to.

mod bucket;
mod checks;
mod refused;
mod row;
mod tags;

pub use bucket::{key, put};
pub use checks::checks;
pub use row::{ALL, GLOBAL, TRAILS, Trail, amend_status, find, find_at_home, save};

include!(concat!(env!("OUT_DIR"), "/trail.rs"));

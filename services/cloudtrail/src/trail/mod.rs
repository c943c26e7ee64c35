//! Trails: what they deliver, and where to.

mod bucket;
mod checks;
pub mod organization;
mod refused;
mod row;
mod tags;

pub use bucket::put;
pub use checks::checks;
pub use row::{
    ALL, GLOBAL, TRAILS, Trail, amend_status, current, find_at_home, find_to_manage, save,
};

include!(concat!(env!("OUT_DIR"), "/trail.rs"));

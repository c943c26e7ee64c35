//! Which services users, groups, roles and policies can reach, and which of them were used.

mod grants;
mod job;

include!(concat!(env!("OUT_DIR"), "/access_report.rs"));

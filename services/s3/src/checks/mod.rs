//! What each call touches, for the policies to decide.

mod actions;
mod context;
mod integrity;
mod lock;
mod of;
mod refusals;
mod replication;

pub use of::{about_bucket, bypass_governance, delete_one, initiate_replication, of, visit};
pub use refusals::{denied, invalid};

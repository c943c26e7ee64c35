//! What each call touches, for the policies to decide.

mod actions;
mod context;
mod integrity;
mod of;
mod refusals;

pub use of::{delete_one, of};
pub use refusals::{denied, invalid};

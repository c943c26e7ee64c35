//! Settings of the account, and what they protect.

mod guard;
mod row;

pub use guard::{Guarded, guard, note_use};

include!(concat!(env!("OUT_DIR"), "/settings.rs"));

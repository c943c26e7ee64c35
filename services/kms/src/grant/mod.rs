//! Grants: leave to use a key, given to one principal and taken back at will.

mod matching;
mod row;
mod show;
mod token;

pub use end::of_input as retired_by;
pub use matching::{may_retire, of_caller};
pub use row::remove_some;
pub use token::check_tokens;

include!(concat!(env!("OUT_DIR"), "/grant.rs"));

//! What belongs to the account as a whole.

mod details;
pub mod row;

include!(concat!(env!("OUT_DIR"), "/account.rs"));

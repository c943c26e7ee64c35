//! What belongs to the account as a whole.

pub mod row;

include!(concat!(env!("OUT_DIR"), "/account.rs"));

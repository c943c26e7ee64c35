//! Accounts: who is a member, and how accounts come and go.

pub mod creation;
pub mod leaving;
pub mod open;
pub mod profile;
pub mod row;
pub mod shown;

include!(concat!(env!("OUT_DIR"), "/account.rs"));

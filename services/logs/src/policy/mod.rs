//! Resource policies: of the account, for services that write logs, and of single groups.

pub mod row;

include!(concat!(env!("OUT_DIR"), "/policy.rs"));

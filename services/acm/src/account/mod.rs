//! What an account says for all its certificates in a Region.

mod row;

pub use row::notice_days;

include!(concat!(env!("OUT_DIR"), "/account.rs"));

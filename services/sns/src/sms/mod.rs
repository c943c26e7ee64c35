//! Text messages: an account's settings for them, and the numbers of its sandbox.

pub mod answers;
pub mod row;

include!(concat!(env!("OUT_DIR"), "/sms.rs"));

//! Handshakes: how an account that exists comes into an organisation.

pub mod expiry;
pub mod row;

include!(concat!(env!("OUT_DIR"), "/handshake.rs"));

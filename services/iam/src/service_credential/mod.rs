//! Credentials of users for a single service: a name and a password, or a key.

pub mod row;

include!(concat!(env!("OUT_DIR"), "/service_credential.rs"));

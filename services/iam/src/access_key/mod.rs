//! Access keys of users and of the root user. The secret and the status live with the path's
//! credentials; what is here says whose they are.

pub mod row;

include!(concat!(env!("OUT_DIR"), "/access_key.rs"));

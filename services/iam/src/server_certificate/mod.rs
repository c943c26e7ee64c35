//! Certificates for HTTPS, with their private keys.

pub mod errors;
pub mod row;

include!(concat!(env!("OUT_DIR"), "/server_certificate.rs"));

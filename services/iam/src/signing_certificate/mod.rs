//! Certificates with which users sign requests to old APIs.

pub mod row;

include!(concat!(env!("OUT_DIR"), "/signing_certificate.rs"));

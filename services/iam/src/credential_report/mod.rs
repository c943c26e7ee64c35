//! The table of all users and what they sign in with.

mod csv;

include!(concat!(env!("OUT_DIR"), "/credential_report.rs"));

//! What is asked of the service rather than of a table.

include!(concat!(env!("OUT_DIR"), "/account.rs"));

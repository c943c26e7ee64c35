//! Settings of functions beside their configuration, and of the account.

mod row;

pub use row::forget;

include!(concat!(env!("OUT_DIR"), "/settings.rs"));

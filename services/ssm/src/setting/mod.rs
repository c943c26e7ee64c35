//! Settings of Parameter Store.

mod row;

pub use row::default_tier;

include!(concat!(env!("OUT_DIR"), "/setting.rs"));

//! Queries of Logs Insights, and definitions of them.

pub mod definition_row;
pub mod execute;
pub mod over;
pub mod row;

include!(concat!(env!("OUT_DIR"), "/query.rs"));

//! Consumers with a throughput of their own.

pub mod row;

include!(concat!(env!("OUT_DIR"), "/consumer.rs"));

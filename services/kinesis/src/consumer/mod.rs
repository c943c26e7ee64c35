//! Consumers with a throughput of their own.

pub mod row;
pub mod subscription;

include!(concat!(env!("OUT_DIR"), "/consumer.rs"));

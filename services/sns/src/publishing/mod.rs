//! Publishing: what is said to a topic, an endpoint or a telephone, and to whom it goes.

pub mod attributes;
pub mod draft;
pub mod fan_out;
pub mod fifo;
mod kms;
pub mod message;

pub use message::Message;

include!(concat!(env!("OUT_DIR"), "/publishing.rs"));

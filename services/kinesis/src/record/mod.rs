//! Records: how they are kept, put and read.

pub mod iterator;
pub mod kms;
pub mod order;
pub mod pack;
pub mod put;
pub mod read;
pub mod show;
pub mod throttle;

include!(concat!(env!("OUT_DIR"), "/record.rs"));

//! Messages that other services seal into their refusals.

include!(concat!(env!("OUT_DIR"), "/message.rs"));

//! Which objects' use is to be analysed.

include!(concat!(env!("OUT_DIR"), "/analytics.rs"));

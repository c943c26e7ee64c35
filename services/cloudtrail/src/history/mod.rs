//! The event history: the last 90 days of management events, kept for every account unasked.

include!(concat!(env!("OUT_DIR"), "/history.rs"));

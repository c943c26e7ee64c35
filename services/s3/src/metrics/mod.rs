//! Which requests are measured for CloudWatch.

mod watch;

pub use watch::watch;

include!(concat!(env!("OUT_DIR"), "/metrics.rs"));

//! What is measured for CloudWatch: requests, where that is wanted, and how much there is.

mod sizes;
mod watch;

pub use sizes::reconciler;
pub use watch::watch;

include!(concat!(env!("OUT_DIR"), "/metrics.rs"));

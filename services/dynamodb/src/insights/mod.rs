//! Contributor Insights, which nothing shows without CloudWatch: they are off, and cannot be switched
//! on.

include!(concat!(env!("OUT_DIR"), "/insights.rs"));

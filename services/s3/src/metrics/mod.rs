//! Which requests metrics are wanted of. They come with CloudWatch.

include!(concat!(env!("OUT_DIR"), "/metrics.rs"));

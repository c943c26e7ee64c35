//! Shards: listing them, and making others of them.

include!(concat!(env!("OUT_DIR"), "/shard.rs"));

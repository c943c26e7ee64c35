//! Policies that share parameters with other accounts.

include!(concat!(env!("OUT_DIR"), "/policy.rs"));

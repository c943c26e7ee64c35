//! Users' SSH keys, for CodeCommit.

pub mod key;
pub mod row;

include!(concat!(env!("OUT_DIR"), "/ssh_public_key.rs"));

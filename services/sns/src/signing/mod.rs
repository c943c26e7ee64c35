//! What messages are signed with: one key of the partition, and its certificate for whoever verifies.

pub mod certificate;
pub mod key;
pub mod site;

pub use key::{Signer, ready, signer};

include!(concat!(env!("OUT_DIR"), "/signing.rs"));

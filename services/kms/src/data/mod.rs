//! Encrypting, decrypting, and making keys for data.

mod blob;
mod plain;
mod under;

pub use plain::unless_dry;
pub use under::of_ciphertext;

include!(concat!(env!("OUT_DIR"), "/data.rs"));

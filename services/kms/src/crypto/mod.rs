//! What keys do: each kind by a library that is kept for it. Nothing here knows of rows or calls.

mod agree;
mod chance;
mod cipher;
mod context;
mod digest;
mod ecdsa;
mod edwards;
mod mac;
mod make;
mod mldsa;
mod rsa;
mod secret;
mod spec;
mod unwrap;
#[cfg(test)]
mod vectors;
#[cfg(test)]
mod wycheproof;

pub use agree::shared_secret;
pub use chance::Chance;
pub use cipher::{open, seal};
pub use context::canonical;
pub use digest::Hash;
pub use mac::{mac, mac_is};
pub use make::make;
pub use secret::{Secret, Sign};
pub use spec::{Spec, Usage};
pub use unwrap::{WRAPPINGS, unwrap_material, wrapping_pair};

//! Identity providers that speak SAML 2.0, known by their metadata.

mod facts;
pub mod metadata;
pub mod row;

pub use facts::facts;

include!(concat!(env!("OUT_DIR"), "/saml_provider.rs"));

//! Assertions of SAML 2.0: read, checked against their provider's certificates, and traded for a role.

mod assertion;
mod attributes;
mod canonical;
mod judge;
mod signature;
mod xml;

include!(concat!(env!("OUT_DIR"), "/saml.rs"));

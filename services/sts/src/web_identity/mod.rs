//! Tokens of OpenID Connect: read, checked against their issuer's keys, and traded for a role.

mod claims;
mod keys;
mod token;

include!(concat!(env!("OUT_DIR"), "/web_identity.rs"));

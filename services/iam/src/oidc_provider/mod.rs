//! Identity providers that speak OpenID Connect, known by their URL.

pub mod row;

include!(concat!(env!("OUT_DIR"), "/oidc_provider.rs"));

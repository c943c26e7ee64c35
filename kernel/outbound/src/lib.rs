//! Calls to the world outside the cloud: HTTP over TLS, and notifications also without, with bounds on
//! bytes and time.
//!
//! A request goes to the host that its URL names and nowhere else: redirects are answers like any
//! other, and no proxy is asked.

mod client;
mod failure;
mod trust;

pub use client::VIA;
pub use client::{Answer, Call, Get, Outbound, Post};
pub use failure::Failure;
pub use trust::{Fingerprint, fingerprint};

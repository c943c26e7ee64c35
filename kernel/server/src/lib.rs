//! The doors of the cloud: HTTP and TLS on one port for every service, and the admin door.

mod admin;
mod authority;
mod body;
mod connection;
mod inside;
mod listener;
mod shown;
mod tls;

pub use admin::Facilities;
pub use authority::Authority;
pub use inside::serve_inside;
pub use listener::{BindError, Server};

//! A PostgreSQL server of a test's own: on a free port, in a directory of its own, with flushing
//! on, and gone with the process that started it, however that ends.

mod programs;
mod replica;
mod server;

pub use programs::MISSING;
pub use server::Server;

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

/// Whether this host has the server's programs.
pub fn is_installed() -> bool {
    programs::folder().is_some()
}

/// The server that all tests of this process share.
pub fn shared() -> &'static Server {
    static SERVER: OnceLock<Server> = OnceLock::new();
    SERVER.get_or_init(Server::start)
}

/// The URL of a schema nobody else has, on the shared server. Tables are made by who opens it.
pub fn fresh_schema() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    let schema = format!("test_{}", NEXT.fetch_add(1, Ordering::Relaxed));
    shared().url(&schema)
}

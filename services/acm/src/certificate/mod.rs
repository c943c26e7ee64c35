//! Certificates: asked for, imported, shown, exported.

mod facts;
pub mod names;
mod row;
mod show;
pub mod token;

pub use facts::read_body;
pub use row::{Certificate, Renewal, Status, arn, find, id_of, open, put_key, save, to_next_key};

include!(concat!(env!("OUT_DIR"), "/certificate.rs"));

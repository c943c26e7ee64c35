//! XML: the bodies of restXml, and the answers of query and EC2.

mod read;
mod tree;
mod write;

pub(crate) use read::{payload, structure};
pub(crate) use write::{Writer, escape_into};

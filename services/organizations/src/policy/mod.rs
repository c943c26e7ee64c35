//! Policies of an organisation: documents, and what they are attached to.

pub mod attachment;
pub mod document;
pub mod effective;
pub mod inheritance;
pub mod kind;
pub mod managed;
pub mod row;

include!(concat!(env!("OUT_DIR"), "/policy.rs"));

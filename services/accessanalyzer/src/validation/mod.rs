//! What a policy says, and whether it says it well.

mod actions;
mod conditions;
mod document;
mod json;
mod keys;
mod pass_role;
mod principals;
mod report;
mod resources;
mod statement;

include!(concat!(env!("OUT_DIR"), "/validation.rs"));

//! The policy document: its grammar, its complaints, its compiled form.

mod action;
mod complaint;
mod document;
mod effect;
pub(crate) mod glob;
mod json;
mod kind;
mod opening;
pub(crate) mod pattern;
mod policy;
mod public;
mod resource;
mod rules;
mod search;
mod statement;
mod statement_parser;

pub(crate) use complaint::Complaint;
pub use complaint::PolicyError;
pub use effect::Effect;
pub(crate) use json::Json;
pub use kind::PolicyKind;
pub use opening::{Opening, Owner};
pub use policy::Policy;
pub use statement::{Listed, Statement, Whom};

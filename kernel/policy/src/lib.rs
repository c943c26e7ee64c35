//! The IAM policy language and its evaluation.
//!
//! [`Policy::parse`] checks a document and compiles it; [`decide`] weighs every policy that has a
//! say in a request and explains the outcome. The crate does no I/O and reads no clock: what a
//! decision depends on is in the [`Question`] and the [`Policies`].

mod condition;
mod context;
mod decision;
mod language;
mod principal;

pub use context::{CANONICAL_USER_KEY, Context};
pub use decision::{Decision, Matched, Policies, Question, Reason, Source, decide, denial_message};
pub use language::{
    Effect, Listed, Opening, Owner, Policy, PolicyError, PolicyKind, Statement, Whom, glob::glob,
};
pub use principal::{ListGrant, Named, Principal, PrincipalKind};

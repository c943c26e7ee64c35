#![doc = include_str!("../README.md")]

pub mod access_key;
pub mod account;
mod arn;
mod boundary;
mod checks;
mod count;
mod denial;
mod directory;
mod document;
mod entity;
mod errors;
mod grants;
pub mod group;
pub mod instance_profile;
mod limits;
mod page;
pub mod policy;
pub mod role;
pub mod sign_in;
mod tags;
mod usage;
pub mod user;

pub use directory::Directory;

include!(concat!(env!("OUT_DIR"), "/service.rs"));

use haneul_model::{Value, Violation};
use haneul_pipeline::{AwsError, Call, Check, Cx, Registered, Service};

/// The service. The decisions of the whole cloud stand on its [`Directory`].
pub struct Iam;

impl Service for Iam {
    fn model(&self) -> &'static str {
        "iam"
    }

    fn operations(&self) -> Vec<Registered> {
        operations()
    }

    fn checks(&self, cx: &mut Cx, operation: &str, input: &Value) -> Result<Vec<Check>, AwsError> {
        checks::of(cx, operation, input)
    }

    fn invalid(&self, violations: &[Violation]) -> AwsError {
        denial::invalid(violations)
    }

    fn denied(&self, call: &Call, message: String) -> AwsError {
        denial::denied(call, &message)
    }
}

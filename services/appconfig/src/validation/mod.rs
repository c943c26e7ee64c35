//! Validators of a profile: schemas, and functions that are asked.

mod function;
mod json;

pub use json::{schema, violations};

use crate::errors;
use crate::profile::{Profile, Validator};
use bytes::Bytes;
use haneul_pipeline::{AwsError, Edge};

/// Whether a version of a configuration may be deployed.
pub async fn check(
    edge: &Edge,
    profile: &Profile,
    version: &str,
    content: &Bytes,
) -> Result<(), AwsError> {
    for validator in &profile.validators {
        let details = match validator {
            Validator::Schema(text) => violations(&schema(text)?, content),
            Validator::Function(arn) => {
                function::ask(edge, profile, arn, (version, content)).await?
            }
        };
        if !details.is_empty() {
            return Err(errors::invalid_configuration(details));
        }
    }
    Ok(())
}

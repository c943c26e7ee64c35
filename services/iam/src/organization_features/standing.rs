//! Whether the caller's account may speak for its organisation about root users.

use super::errors;
use haneul_pipeline::{AwsError, Cx, Standing};

const IAM: &str = "iam.amazonaws.com";

/// The management account, or who administers IAM for it; the organisation's id.
pub fn administering(cx: &mut Cx) -> Result<String, AwsError> {
    let standing = standing(cx)?;
    if !standing.administers() {
        return Err(errors::no_administrator());
    }
    ready(standing)
}

/// The management account alone.
pub fn managing(cx: &mut Cx) -> Result<String, AwsError> {
    let standing = standing(cx)?;
    match (standing.is_management, standing.is_delegated) {
        (true, _) => ready(standing),
        (false, true) => Err(errors::not_management()),
        (false, false) => Err(errors::no_administrator()),
    }
}

fn standing(cx: &mut Cx) -> Result<Standing, AwsError> {
    let found = cx.standing(cx.account(), IAM)?;
    found.ok_or_else(errors::no_organization)
}

fn ready(standing: Standing) -> Result<String, AwsError> {
    if !standing.has_all_features {
        return Err(errors::not_all_features());
    }
    match standing.trusts_service {
        true => Ok(standing.organisation),
        false => Err(errors::not_trusted()),
    }
}

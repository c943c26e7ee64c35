//! Whether the caller's account may speak for its organisation about root users.

use super::errors;
use haneul_pipeline::{AwsError, Cx, Membership};
use std::sync::Arc;

const IAM: &str = "iam.amazonaws.com";

/// The management account, or who administers IAM for it; the organisation's id.
pub fn administering(cx: &mut Cx) -> Result<String, AwsError> {
    let own = own(cx)?;
    match own.administers(IAM) && !own.is_suspended {
        true => ready(&own),
        false => Err(errors::no_administrator()),
    }
}

/// The management account alone.
pub fn managing(cx: &mut Cx) -> Result<String, AwsError> {
    let own = own(cx)?;
    match (own.is_management, own.administers(IAM)) {
        (true, _) => ready(&own),
        (false, true) => Err(errors::not_management()),
        (false, false) => Err(errors::no_administrator()),
    }
}

fn own(cx: &mut Cx) -> Result<Arc<Membership>, AwsError> {
    let found = cx.membership(cx.account())?;
    found.ok_or_else(errors::no_organization)
}

fn ready(own: &Membership) -> Result<String, AwsError> {
    if !own.has_all_features {
        return Err(errors::not_all_features());
    }
    match own.trusts(IAM) {
        true => Ok(own.organisation.clone()),
        false => Err(errors::not_trusted()),
    }
}

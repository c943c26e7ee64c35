//! AssumeRole: a role's rights for a while. Whether the role trusts the caller was decided before.

use super::role_session::{self, Wanted};
use super::{second_factor, tags};
use crate::shapes::{AssumeRoleRequest, AssumeRoleResponse};
use crate::{errors, limits};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: AssumeRoleRequest) -> Result<AssumeRoleResponse, AwsError> {
    refuse_what_is_not_built(&input)?;
    let (serial, code) = (input.serial_number.as_deref(), input.token_code.as_deref());
    second_factor::shown(cx, serial, code, true)?;
    let found = cx.cloud.identity.role(cx.tx, &input.role_arn)?;
    let role = found.ok_or_else(|| errors::may_not_assume(cx.call, &input.role_arn))?;
    let seconds = seconds(cx, input.duration_seconds)?;
    let source_identity = source_identity(cx, input.source_identity)?;
    let tags = tags::of(
        cx.caller(),
        input.tags.unwrap_or_default(),
        input.transitive_tag_keys.unwrap_or_default(),
    )?;
    let wanted = Wanted {
        role,
        name: input.role_session_name,
        seconds,
        policy: input.policy,
        policy_arns: input.policy_arns,
        tags,
        source_identity: source_identity.clone(),
        token_length: input.minimum_session_token_size,
    };
    let made = role_session::make(cx, wanted)?;
    Ok(AssumeRoleResponse {
        credentials: Some(made.credentials),
        assumed_role_user: Some(made.user),
        packed_policy_size: made.packed,
        source_identity,
        session_token_utilization: Some(made.size.percent),
        session_token_size: Some(made.size.bytes),
    })
}

fn refuse_what_is_not_built(input: &AssumeRoleRequest) -> Result<(), AwsError> {
    if input.provided_contexts.is_some() {
        return Err(AwsError::not_implemented(
            "sts:AssumeRole with ProvidedContexts",
        ));
    }
    Ok(())
}

fn seconds(cx: &Cx, asked: Option<i64>) -> Result<i64, AwsError> {
    let seconds = asked.unwrap_or(limits::ROLE_SECONDS_DEFAULT);
    match cx.caller().session {
        Some(_) if seconds > limits::CHAINED_SECONDS_MAX => Err(errors::longer_than_chain()),
        _ => Ok(seconds),
    }
}

/// Once set, it stays through every role of a chain.
fn source_identity(cx: &Cx, asked: Option<String>) -> Result<Option<String>, AwsError> {
    let session = cx.caller().session.as_ref();
    let own = session.and_then(|session| session.source_identity.clone());
    match (own, asked) {
        (Some(own), Some(asked)) if own != asked => Err(errors::other_source_identity()),
        (own, asked) => Ok(own.or(asked)),
    }
}

//! GetSessionToken: the caller's own rights for a while, except in IAM and most of STS.

use super::issue::{self, Grant};
use super::second_factor;
use crate::shapes::{GetSessionTokenRequest, GetSessionTokenResponse};
use crate::{errors, limits};
use haneul_pipeline::credentials::Holder;
use haneul_pipeline::{AwsError, Cx};
use haneul_policy::PrincipalKind;

pub fn run(
    cx: &mut Cx,
    input: GetSessionTokenRequest,
) -> Result<GetSessionTokenResponse, AwsError> {
    let (serial, code) = (input.serial_number.as_deref(), input.token_code.as_deref());
    let factor = second_factor::shown(cx, serial, code, true)?;
    let principal = &cx.caller().principal;
    let mut seconds = input
        .duration_seconds
        .unwrap_or(limits::TOKEN_SECONDS_DEFAULT);
    let holder = match &principal.kind {
        _ if cx.caller().session.is_some() => None,
        PrincipalKind::Root => {
            // AWS gives a root user less than it asked for rather than an error.
            seconds = seconds.min(limits::ROOT_SECONDS_MAX);
            Some(Holder::Root)
        }
        PrincipalKind::User => Some(Holder::User {
            arn: principal.arn.clone(),
            id: principal.user_id.clone(),
        }),
        _ => None,
    };
    let grant = Grant {
        account: principal.account.clone(),
        holder: holder.ok_or_else(|| errors::not_with_session("GetSessionToken"))?,
        seconds,
        policies: None,
        tags: Vec::new(),
        transitive_tags: Vec::new(),
        source_identity: None,
        mfa_at: factor.then(|| issue::second(cx.now())),
        token_length: input.minimum_session_token_size,
    };
    let (credentials, size) = issue::issue(cx, grant)?;
    Ok(GetSessionTokenResponse {
        credentials: Some(credentials),
        session_token_utilization: Some(size.percent),
        session_token_size: Some(size.bytes),
    })
}

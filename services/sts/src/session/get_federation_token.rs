//! GetFederationToken: a part of a user's rights, for somebody whom only the user knows.

use super::issue::{self, Grant};
use super::tags::SessionTags;
use super::{packed, policies, tags};
use crate::checks::federated_user_arn;
use crate::shapes::{FederatedUser, GetFederationTokenRequest, GetFederationTokenResponse};
use crate::{errors, limits};
use haneul_pipeline::credentials::{Holder, Issuer};
use haneul_pipeline::{AwsError, Cx};
use haneul_policy::PrincipalKind;

pub fn run(
    cx: &mut Cx,
    input: GetFederationTokenRequest,
) -> Result<GetFederationTokenResponse, AwsError> {
    let principal = &cx.caller().principal;
    let is_lasting = matches!(principal.kind, PrincipalKind::User | PrincipalKind::Root);
    if !is_lasting || cx.caller().session.is_some() {
        return Err(errors::not_with_session("GetFederationToken"));
    }
    let asked = input.duration_seconds;
    let seconds = asked.unwrap_or(limits::TOKEN_SECONDS_DEFAULT);
    let seconds = match principal.kind {
        // AWS gives a root user less than it asked for rather than an error.
        PrincipalKind::Root => seconds.min(limits::ROOT_SECONDS_MAX),
        _ => seconds,
    };
    let account = principal.account.clone();
    let arns = input.policy_arns.unwrap_or_default();
    let arns = arns.into_iter().filter_map(|policy| policy.arn).collect();
    let given = policies::given(cx, &account, input.policy, arns)?;
    let given_tags = input.tags.unwrap_or_default();
    let SessionTags { tags, .. } = tags::of(cx.caller(), given_tags, Vec::new())?;
    let packed = packed::size(given.texts(), &tags)?;
    let arn = federated_user_arn(cx, &input.name);
    let id = format!("{account}:{}", input.name);
    let grant = Grant {
        account,
        holder: Holder::Federated {
            arn: arn.clone(),
            id: id.clone(),
            issuer: Issuer {
                arn: principal.arn.clone(),
                id: principal.user_id.clone(),
            },
        },
        seconds,
        // Without a session policy nothing is left of the user's rights.
        policies: Some(given.into_session().unwrap_or_default()),
        tags,
        transitive_tags: Vec::new(),
        source_identity: None,
        mfa_at: None,
        token_length: input.minimum_session_token_size,
    };
    let (credentials, size) = issue::issue(cx, grant)?;
    Ok(GetFederationTokenResponse {
        credentials: Some(credentials),
        federated_user: Some(FederatedUser {
            federated_user_id: Some(id),
            arn: Some(arn),
        }),
        packed_policy_size: packed,
        session_token_utilization: Some(size.percent),
        session_token_size: Some(size.bytes),
    })
}

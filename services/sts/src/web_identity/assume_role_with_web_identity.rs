//! AssumeRoleWithWebIdentity: a role for whom an OpenID Connect provider vouches. Nobody signs the
//! call; the token tells who makes it.

use super::claims::Claims;
use super::keys;
use super::token::Token;
use crate::checks::{self, account_of};
use crate::errors;
use crate::session::federated::Federated;
use crate::shapes::{AssumeRoleWithWebIdentityRequest, AssumeRoleWithWebIdentityResponse};
use haneul_pipeline::{AwsError, Edge, OidcProviderFacts};

const ACTION: &str = "sts:AssumeRoleWithWebIdentity";
/// IAM knows no provider with a longer one.
const URL_LENGTH: usize = 255;

pub async fn run(
    mut edge: Edge,
    input: AssumeRoleWithWebIdentityRequest,
) -> Result<AssumeRoleWithWebIdentityResponse, AwsError> {
    if input.provider_id.is_some() {
        return Err(AwsError::not_implemented(
            "sts:AssumeRoleWithWebIdentity with ProviderId",
        ));
    }
    if !checks::is_role_arn(&input.role_arn) {
        return Err(errors::invalid_role_arn(&input.role_arn));
    }
    let token = Token::read(&input.web_identity_token)?;
    let provider = provider(&edge, &input.role_arn, token.issuer()?)?;
    let keys = keys::of(&edge, &provider).await?;
    let claims = Claims(token.claims(&keys)?);
    claims.judge(edge.call.now, &provider)?;
    let subject = claims.subject()?.to_owned();
    let audience = claims.audience()?;
    let known = audience.into_iter().find(|a| provider.clients.contains(a));
    let audience = known.ok_or_else(errors::wrong_audience)?;
    let federated = Federated {
        id: format!("{}:{audience}:{subject}", provider.arn),
        provider: provider.arn.clone(),
        subject: subject.clone(),
        role_arn: input.role_arn,
        name: input.role_session_name,
        tags: claims.tags()?,
        source_identity: claims.source_identity()?,
        keys: claims.keys(&provider.url)?,
        seconds: input.duration_seconds,
        policy: input.policy,
        policy_arns: input.policy_arns,
        token_length: input.minimum_session_token_size,
    };
    federated.enter(&mut edge, ACTION)?;
    let answer = edge.answer(|cx| {
        let made = federated.session(cx, ACTION)?;
        Ok(AssumeRoleWithWebIdentityResponse {
            credentials: Some(made.credentials),
            subject_from_web_identity_token: Some(subject.clone()),
            assumed_role_user: Some(made.user),
            packed_policy_size: made.packed,
            provider: Some(provider.arn.clone()),
            audience: Some(audience.clone()),
            source_identity: federated.source_identity.clone(),
            session_token_utilization: Some(made.size.percent),
            session_token_size: Some(made.size.bytes),
        })
    });
    answer.await
}

/// The provider of the role's account that issues such tokens.
fn provider(edge: &Edge, role: &str, issuer: &str) -> Result<OidcProviderFacts, AwsError> {
    let url = issuer.strip_prefix("https://").unwrap_or_default();
    let url = url.trim_end_matches('/');
    if url.len() > URL_LENGTH {
        return Err(errors::no_oidc_provider(issuer));
    }
    let found = edge.read(|cx| {
        let scope = cx.scope_of(account_of(role), "");
        cx.cloud.identity.oidc_provider(cx.tx, scope, url)
    })?;
    found.ok_or_else(|| errors::no_oidc_provider(issuer))
}

//! AssumeRoleWithWebIdentity: a role for whom an OpenID Connect provider vouches. Nobody signs the
//! call; the token tells who makes it.

use super::claims::Claims;
use super::keys;
use super::token::Token;
use crate::checks::{self, account_of};
use crate::errors;
use crate::session::federated::Federated;
use crate::shapes::{AssumeRoleWithWebIdentityRequest, AssumeRoleWithWebIdentityResponse};
use haneul_pipeline::{AwsError, Cx, Edge, OidcProviderFacts};

const ACTION: &str = "sts:AssumeRoleWithWebIdentity";
/// IAM knows no provider with a longer one.
const URL_LENGTH: usize = 255;
/// How often a provider may be changed under a call's hands before the caller has to come again.
const TRIES: usize = 3;

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
    for _ in 0..TRIES {
        if let Some(answer) = attempt(&mut edge, &input).await? {
            return Ok(answer);
        }
    }
    Err(errors::unreachable_provider())
}

/// `None` where the provider is no longer the one whose keys the token was checked against.
async fn attempt(
    edge: &mut Edge,
    input: &AssumeRoleWithWebIdentityRequest,
) -> Result<Option<AssumeRoleWithWebIdentityResponse>, AwsError> {
    let token = Token::read(&input.web_identity_token)?;
    let issuer = token.issuer()?.to_owned();
    let known = edge.read(|cx| provider(cx, &input.role_arn, &issuer))?;
    let keys = keys::of(edge, &known).await?;
    let claims = Claims(token.claims(&keys)?);
    let (federated, audience) = proven(edge, input, &claims, &known)?;
    federated.enter(edge, ACTION)?;
    let mut changed = false;
    let answer = edge.answer(|cx| {
        // The issuer was asked outside of any transaction: meanwhile the account may have stopped
        // believing in it.
        changed = provider(cx, &input.role_arn, &issuer)? != known;
        if changed {
            return Err(errors::unreachable_provider());
        }
        let made = federated.session(cx, ACTION)?;
        Ok(AssumeRoleWithWebIdentityResponse {
            credentials: Some(made.credentials),
            subject_from_web_identity_token: Some(federated.subject.clone()),
            assumed_role_user: Some(made.user),
            packed_policy_size: made.packed,
            provider: Some(known.arn.clone()),
            audience: Some(audience.clone()),
            source_identity: federated.source_identity.clone(),
            session_token_utilization: Some(made.size.percent),
            session_token_size: Some(made.size.bytes),
        })
    });
    match answer.await {
        Err(_) if changed => Ok(None),
        answer => answer.map(Some),
    }
}

/// Who the token proves to be calling, and for whom it was issued.
fn proven(
    edge: &Edge,
    input: &AssumeRoleWithWebIdentityRequest,
    claims: &Claims,
    provider: &OidcProviderFacts,
) -> Result<(Federated, String), AwsError> {
    claims.judge(edge.call.now, provider)?;
    let subject = claims.subject()?.to_owned();
    let audience = claims.audience()?;
    let known = audience.into_iter().find(|a| provider.clients.contains(a));
    let audience = known.ok_or_else(errors::wrong_audience)?;
    let federated = Federated {
        id: format!("{}:{audience}:{subject}", provider.arn),
        provider: provider.arn.clone(),
        subject,
        role_arn: input.role_arn.clone(),
        name: input.role_session_name.clone(),
        tags: claims.tags()?,
        source_identity: claims.source_identity()?,
        keys: claims.keys(&provider.url)?,
        seconds: input.duration_seconds,
        policy: input.policy.clone(),
        policy_arns: input.policy_arns.clone(),
        token_length: input.minimum_session_token_size,
    };
    Ok((federated, audience))
}

/// The provider of the role's account that issues such tokens.
fn provider(cx: &mut Cx, role: &str, issuer: &str) -> Result<OidcProviderFacts, AwsError> {
    let url = issuer.strip_prefix("https://").unwrap_or_default();
    let url = url.trim_end_matches('/');
    if url.len() > URL_LENGTH {
        return Err(errors::no_oidc_provider(issuer));
    }
    let scope = cx.scope_of(account_of(role), "");
    let found = cx.cloud.identity.oidc_provider(cx.tx, scope, url)?;
    found.ok_or_else(|| errors::no_oidc_provider(issuer))
}

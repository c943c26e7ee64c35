//! AssumeRoleWithSAML: a role for whom a SAML provider vouches. Nobody signs the call; the assertion
//! tells who makes it.

use super::assertion::Response;
use super::attributes::Attributes;
use super::judge::{self, Subject};
use crate::checks::{self, account_of};
use crate::session::federated::Federated;
use crate::shapes::{AssumeRoleWithSAMLRequest, AssumeRoleWithSAMLResponse};
use crate::{errors, limits};
use data_encoding::BASE64;
use haneul_pipeline::{AwsError, Cx, Edge, SamlProviderFacts};
use ring::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};

const ACTION: &str = "sts:AssumeRoleWithSAML";
/// How often a provider may be changed under a call's hands before the caller has to come again.
const TRIES: usize = 3;

pub async fn run(
    mut edge: Edge,
    input: AssumeRoleWithSAMLRequest,
) -> Result<AssumeRoleWithSAMLResponse, AwsError> {
    if !checks::is_role_arn(&input.role_arn) {
        return Err(errors::invalid_role_arn(&input.role_arn));
    }
    for _ in 0..TRIES {
        if let Some(answer) = attempt(&mut edge, &input).await? {
            return Ok(answer);
        }
    }
    Err(errors::no_saml_provider())
}

/// `None` where the provider is no longer the one whose certificates the assertion was checked
/// against.
async fn attempt(
    edge: &mut Edge,
    input: &AssumeRoleWithSAMLRequest,
) -> Result<Option<AssumeRoleWithSAMLResponse>, AwsError> {
    let arn = &input.principal_arn;
    let known = edge.read(|cx| provider(cx, arn))?;
    let (federated, subject) = proven(edge, input, &known)?;
    federated.enter(edge, ACTION)?;
    let qualifier = name_qualifier(&subject, &known);
    let mut changed = false;
    let answer = edge.answer(|cx| {
        changed = provider(cx, arn)? != known;
        if changed {
            return Err(errors::no_saml_provider());
        }
        let made = federated.session(cx, ACTION)?;
        Ok(AssumeRoleWithSAMLResponse {
            credentials: Some(made.credentials),
            assumed_role_user: Some(made.user),
            packed_policy_size: made.packed,
            subject: Some(subject.name.clone()),
            subject_type: Some(subject.kind.clone()),
            issuer: Some(subject.issuer.clone()),
            audience: Some(subject.recipient.clone()),
            name_qualifier: Some(qualifier.clone()),
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

fn provider(cx: &mut Cx, arn: &str) -> Result<SamlProviderFacts, AwsError> {
    let found = cx.cloud.identity.saml_provider(cx.tx, arn)?;
    found.ok_or_else(errors::no_saml_provider)
}

/// Who the assertion proves to be calling. What is read of XML stays here.
fn proven(
    edge: &Edge,
    input: &AssumeRoleWithSAMLRequest,
    provider: &SamlProviderFacts,
) -> Result<(Federated, Subject), AwsError> {
    let response = Response::read(&input.saml_assertion)?;
    let assertion = response.assertion(provider)?;
    let now = edge.call.now;
    let subject = judge::judge(assertion, provider, now)?;
    let attributes = Attributes::of(assertion);
    let role = &input.role_arn;
    let own = account_of(role) == account_of(&provider.arn);
    if !own || !attributes.offers(role, &provider.arn) {
        return Err(errors::not_authorised(ACTION));
    }
    let qualifier = name_qualifier(&subject, provider);
    let account = account_of(&provider.arn);
    let one = |key: &str, value: &str| (key.to_owned(), vec![value.to_owned()]);
    let mut keys = vec![
        one("saml:aud", &subject.recipient),
        one("saml:iss", &subject.issuer),
        one("saml:sub", &subject.name),
        one("saml:sub_type", &subject.kind),
        one("saml:namequalifier", &qualifier),
        one("saml:doc", &format!("{account}/{}", provider.name)),
    ];
    keys.extend(attributes.keys());
    let asked = input
        .duration_seconds
        .unwrap_or(limits::ROLE_SECONDS_DEFAULT);
    let left = subject
        .until
        .map(|until| until.duration_since(now).as_secs());
    let federated = Federated {
        provider: provider.arn.clone(),
        subject: subject.name.clone(),
        id: format!("{qualifier}:{}", subject.name),
        name: attributes.session_name()?,
        tags: attributes.tags()?,
        source_identity: attributes.source_identity()?,
        keys,
        role_arn: input.role_arn.clone(),
        seconds: Some(left.map_or(asked, |left| asked.min(left.max(1)))),
        policy: input.policy.clone(),
        policy_arns: input.policy_arns.clone(),
        token_length: input.minimum_session_token_size,
    };
    Ok((federated, subject))
}

/// Tells apart subjects of one name whom different providers know.
fn name_qualifier(subject: &Subject, provider: &SamlProviderFacts) -> String {
    let account = account_of(&provider.arn);
    let text = format!("{}{account}/{}", subject.issuer, provider.name);
    BASE64.encode(digest(&SHA1_FOR_LEGACY_USE_ONLY, text.as_bytes()).as_ref())
}

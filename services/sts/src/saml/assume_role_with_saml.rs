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
use haneul_pipeline::{AwsError, Edge, SamlProviderFacts};
use ring::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};

const ACTION: &str = "sts:AssumeRoleWithSAML";

pub async fn run(
    mut edge: Edge,
    input: AssumeRoleWithSAMLRequest,
) -> Result<AssumeRoleWithSAMLResponse, AwsError> {
    if !checks::is_role_arn(&input.role_arn) {
        return Err(errors::invalid_role_arn(&input.role_arn));
    }
    let arn = &input.principal_arn;
    let provider = edge.read(|cx| cx.cloud.identity.saml_provider(cx.tx, arn))?;
    let provider = provider.ok_or_else(errors::no_saml_provider)?;
    let (federated, subject) = proven(&edge, input, &provider)?;
    federated.enter(&mut edge, ACTION)?;
    let qualifier = name_qualifier(&subject, &provider);
    let answer = edge.answer(|cx| {
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
    answer.await
}

/// Who the assertion proves to be calling. What is read of XML stays here.
fn proven(
    edge: &Edge,
    input: AssumeRoleWithSAMLRequest,
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
        role_arn: input.role_arn,
        seconds: Some(left.map_or(asked, |left| asked.min(left.max(1)))),
        policy: input.policy,
        policy_arns: input.policy_arns,
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

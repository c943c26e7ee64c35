//! `userIdentity`: who made a call, as one account is told of it.

use crate::caller::{Caller, Session};
use haneul_policy::PrincipalKind;
use jiff::Timestamp;
use serde::{Serialize, Serializer};
use serde_json::{Value as Json, json};
use std::fmt;

/// A moment as events write it.
pub(super) struct Seconds(pub Timestamp);

impl fmt::Display for Seconds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let second = self.0.as_nanosecond().div_euclid(1_000_000_000);
        let second = i64::try_from(second).ok();
        let whole = second.and_then(|second| Timestamp::from_second(second).ok());
        whole.unwrap_or(self.0).fmt(f)
    }
}

impl Serialize for Seconds {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Who made a call, as one account is told of it.
#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum Shown<'a> {
    Own(Own<'a>),
    Other(Json),
}

/// One of the account that is told.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Own<'a> {
    #[serde(rename = "type")]
    kind: &'a str,
    principal_id: &'a str,
    arn: &'a str,
    account_id: &'a str,
    access_key_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    user_name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    session_context: Option<Json>,
    /// The service that calls on somebody's behalf.
    #[serde(skip_serializing_if = "Option::is_none")]
    invoked_by: Option<&'a str>,
}

/// The name that the history can be searched by.
pub(super) fn user_name(caller: &Caller) -> Option<&str> {
    let principal = &caller.principal;
    match &principal.kind {
        PrincipalKind::Root => Some("root"),
        PrincipalKind::Service(_) | PrincipalKind::Anonymous => None,
        PrincipalKind::Federated { subject, .. } => Some(subject),
        _ => principal.arn.rsplit('/').next(),
    }
}

pub(super) fn shown<'a>(caller: &'a Caller, recipient: &str, via: Option<&'a str>) -> Shown<'a> {
    let principal = &caller.principal;
    let other = |mut shown: Json| {
        if let Some(via) = via {
            shown["invokedBy"] = json!(via);
        }
        Shown::Other(shown)
    };
    let id = &principal.user_id;
    match &principal.kind {
        PrincipalKind::Service(name) => {
            return other(json!({ "type": "AWSService", "invokedBy": name }));
        }
        PrincipalKind::Anonymous => {
            let nobody = "ANONYMOUS_PRINCIPAL";
            return other(json!({ "type": "AWSAccount", "principalId": "", "accountId": nobody }));
        }
        PrincipalKind::Federated { provider, subject } => {
            return other(outside(provider, subject, id));
        }
        _ if principal.account != recipient => {
            // Another account learns no names.
            let account = &principal.account;
            return other(json!({ "type": "AWSAccount", "principalId": id, "accountId": account }));
        }
        _ => {}
    }
    let kind = match principal.kind {
        PrincipalKind::Root => "Root",
        PrincipalKind::User => "IAMUser",
        PrincipalKind::AssumedRole { .. } => "AssumedRole",
        _ => "FederatedUser",
    };
    let is_user = principal.kind == PrincipalKind::User;
    let session = caller.session.as_ref();
    Shown::Own(Own {
        kind,
        principal_id: id,
        arn: &principal.arn,
        account_id: &principal.account,
        access_key_id: &caller.access_key,
        user_name: user_name(caller).filter(|_| is_user),
        session_context: session.map(|session| session_context(caller, session)),
        invoked_by: via,
    })
}

/// Somebody known to a provider outside. Of one that speaks SAML the qualifier of its names is told,
/// which the id begins with.
fn outside(provider: &str, subject: &str, id: &str) -> Json {
    let is_saml = provider.contains(":saml-provider/");
    let (kind, provider) = match id.split_once(':').filter(|_| is_saml) {
        Some((qualifier, _)) => ("SAMLUser", qualifier),
        None => ("WebIdentityUser", provider),
    };
    json!({ "type": kind, "principalId": id, "userName": subject, "identityProvider": provider })
}

fn session_context(caller: &Caller, session: &Session) -> Json {
    let principal = &caller.principal;
    let mut context = json!({});
    if let PrincipalKind::AssumedRole { role_arn } = &principal.kind {
        context["sessionIssuer"] = json!({
            "type": "Role",
            "principalId": principal.user_id.split(':').next(),
            "arn": role_arn,
            "accountId": principal.account,
            "userName": role_arn.rsplit('/').next(),
        });
    }
    if let PrincipalKind::FederatedUser {
        issuer_arn,
        issuer_id,
    } = &principal.kind
    {
        let is_root = *issuer_id == principal.account;
        context["sessionIssuer"] = json!({
            "type": if is_root { "Root" } else { "IAMUser" },
            "principalId": issuer_id,
            "arn": issuer_arn,
            "accountId": principal.account,
        });
        if !is_root {
            context["sessionIssuer"]["userName"] = json!(issuer_arn.rsplit('/').next());
        }
    }
    if let Some(source) = &session.source_identity {
        context["sourceIdentity"] = json!(source);
    }
    if caller.is_assumed_root() {
        context["assumedRoot"] = json!("true");
    }
    context["attributes"] = json!({
        "creationDate": session.issued.map(Seconds),
        "mfaAuthenticated": session.mfa_at.is_some().to_string(),
    });
    context
}

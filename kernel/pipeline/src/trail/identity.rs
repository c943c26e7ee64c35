//! `userIdentity`: who made a call, as one account is told of it.

use crate::caller::{Caller, Session};
use haneul_policy::PrincipalKind;
use jiff::{Timestamp, Unit};
use serde_json::{Value as Json, json};

/// A moment as events write it.
pub(super) fn seconds(time: Timestamp) -> String {
    let whole = time.round(Unit::Second).unwrap_or(time);
    let whole = if whole > time {
        whole - jiff::SignedDuration::from_secs(1)
    } else {
        whole
    };
    whole.to_string()
}

/// The name that the history can be searched by.
pub(super) fn user_name(caller: &Caller) -> Option<String> {
    let principal = &caller.principal;
    match &principal.kind {
        PrincipalKind::Root => Some("root".to_owned()),
        PrincipalKind::Service(_) | PrincipalKind::Anonymous => None,
        PrincipalKind::Federated { subject, .. } => Some(subject.clone()),
        _ => principal.arn.rsplit('/').next().map(str::to_owned),
    }
}

/// With the service that calls on somebody's behalf.
pub(super) fn invoked(mut shown: Json, via: Option<&str>) -> Json {
    if let Some(via) = via {
        shown["invokedBy"] = json!(via);
    }
    shown
}

pub(super) fn shown(caller: &Caller, recipient: &str) -> Json {
    let principal = &caller.principal;
    let id = &principal.user_id;
    match &principal.kind {
        PrincipalKind::Service(name) => return json!({ "type": "AWSService", "invokedBy": name }),
        PrincipalKind::Anonymous => {
            return json!({ "type": "AWSAccount", "principalId": "", "accountId": "ANONYMOUS_PRINCIPAL" });
        }
        PrincipalKind::Federated { provider, subject } => return outside(provider, subject, id),
        _ if principal.account != recipient => {
            // Another account learns no names.
            return json!({ "type": "AWSAccount", "principalId": id, "accountId": principal.account });
        }
        _ => {}
    }
    let kind = match principal.kind {
        PrincipalKind::Root => "Root",
        PrincipalKind::User => "IAMUser",
        PrincipalKind::AssumedRole { .. } => "AssumedRole",
        _ => "FederatedUser",
    };
    let mut shown = json!({
        "type": kind,
        "principalId": id,
        "arn": principal.arn,
        "accountId": principal.account,
        "accessKeyId": caller.access_key,
    });
    if principal.kind == PrincipalKind::User {
        shown["userName"] = json!(user_name(caller));
    }
    if let Some(session) = &caller.session {
        shown["sessionContext"] = session_context(caller, session);
    }
    shown
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
        "creationDate": session.issued.map(seconds),
        "mfaAuthenticated": session.mfa_at.is_some().to_string(),
    });
    context
}

//! The global condition keys of a call.

use crate::cx::Call;
use crate::identity::IdentityPolicies;
use crate::organisation::Membership;
use haneul_policy::Context;

/// The services whose calls on somebody's behalf say so by `aws:CalledVia`, too.
const CALLED_VIA: [&str; 4] = [
    "athena.amazonaws.com",
    "cloudformation.amazonaws.com",
    "dynamodb.amazonaws.com",
    "kms.amazonaws.com",
];

/// What is known of the caller and the request.
pub fn global(call: &Call, identity: &IdentityPolicies) -> Context {
    let caller = &call.caller;
    let mut context = Context::default();
    caller.principal.describe(&mut context);
    if let Some(ip) = call.request.source_ip {
        context.insert("aws:SourceIp", ip.to_string());
    }
    context.insert("aws:CurrentTime", call.now.to_string());
    context.insert("aws:EpochTime", call.now.as_second().to_string());
    context.insert("aws:SecureTransport", call.request.secure.to_string());
    context.insert("aws:UserAgent", &call.request.user_agent);
    if let Some(referer) = header(call, "referer") {
        context.insert("aws:Referer", referer);
    }
    context.insert("aws:RequestedRegion", &call.region);
    context.insert("aws:ViaAWSService", call.request.via.is_some().to_string());
    if let Some(via) = call.request.via.filter(|via| CALLED_VIA.contains(via)) {
        context.insert_many("aws:CalledVia", [via]);
        context.insert("aws:CalledViaFirst", via);
        context.insert("aws:CalledViaLast", via);
    }
    if let Some(source) = &caller.source {
        context.insert("aws:SourceArn", &source.arn);
        context.insert("aws:SourceAccount", &source.account);
    }
    for (key, value) in &identity.tags {
        context.insert(&format!("aws:PrincipalTag/{key}"), value);
    }
    // After the role's own tags: those of the session win.
    session_context(call, &mut context);
    context
}

fn session_context(call: &Call, context: &mut Context) {
    let Some(session) = &call.caller.session else {
        return;
    };
    context.insert(
        "aws:MultiFactorAuthPresent",
        session.mfa_at.is_some().to_string(),
    );
    if let Some(at) = session.mfa_at {
        let age = call.now.duration_since(at).as_secs().max(0);
        context.insert("aws:MultiFactorAuthAge", age.to_string());
    }
    if let Some(issued) = session.issued {
        context.insert("aws:TokenIssueTime", issued.to_string());
    }
    if call.caller.is_assumed_root() {
        context.insert("aws:AssumedRoot", "true");
    }
    if let Some(identity) = &session.source_identity {
        context.insert("aws:SourceIdentity", identity);
    }
    for (key, value) in &session.tags {
        context.insert(&format!("aws:PrincipalTag/{key}"), value);
    }
}

fn header<'c>(call: &'c Call, name: &str) -> Option<&'c str> {
    call.request.headers.get(name)?.to_str().ok()
}

/// `aws:PrincipalOrgID` and `aws:PrincipalOrgPaths`, and the same of the resource and the source.
pub fn describe(context: &mut Context, of: &str, membership: Option<&Membership>) {
    if let Some(membership) = membership.filter(|m| !m.organisation.is_empty()) {
        context.insert(&format!("aws:{of}OrgID"), &membership.organisation);
        context.insert_many(&format!("aws:{of}OrgPaths"), vec![membership.path.clone()]);
    }
}

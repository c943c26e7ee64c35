//! What a call touches, and whom STS turns away before any policy is asked.

use crate::errors;
use crate::session::assume_role::account_of;
use crate::session::tags;
use haneul_model::Value;
use haneul_pipeline::{AwsError, Check, Cx, RoleFacts};
use haneul_policy::PrincipalKind;

pub fn of(cx: &mut Cx, operation: &str, input: &Value) -> Result<Vec<Check>, AwsError> {
    refuse_session_tokens(cx, operation)?;
    match operation {
        "AssumeRole" => assume_role(cx, input),
        _ => Ok(vec![Check::new("*")]),
    }
}

/// Credentials of GetSessionToken may ask who they are and take on roles; no more.
fn refuse_session_tokens(cx: &Cx, operation: &str) -> Result<(), AwsError> {
    let kind = &cx.caller().principal.kind;
    let of_user = matches!(kind, PrincipalKind::User | PrincipalKind::Root);
    let allowed = matches!(operation, "AssumeRole" | "GetCallerIdentity");
    match &cx.caller().session {
        Some(session) if of_user && !allowed && session.mfa_at.is_none() => {
            Err(errors::not_with_session(operation))
        }
        _ => Ok(()),
    }
}

fn assume_role(cx: &mut Cx, input: &Value) -> Result<Vec<Check>, AwsError> {
    if cx.caller().is_root() {
        return Err(errors::root_assumes_nothing());
    }
    let arn = input.str("RoleArn").unwrap_or_default();
    if !is_role_arn(arn) {
        return Err(errors::invalid_role_arn(arn));
    }
    let Some(role) = cx.cloud.identity.role(cx.tx, arn)? else {
        return Err(errors::may_not_assume(cx.call, arn));
    };
    let inherited = tags::inherited(cx.caller());
    let session = cx.caller().session.as_ref();
    let has_tags = ["Tags", "TransitiveTagKeys"].iter().any(|member| {
        let list = input.get(member).and_then(Value::as_list);
        list.is_some_and(|list| !list.is_empty())
    });
    let has_identity = input.str("SourceIdentity").is_some()
        || session.is_some_and(|session| session.source_identity.is_some());
    let mut actions = vec!["sts:AssumeRole"];
    if has_tags || !inherited.tags.is_empty() {
        actions.push("sts:TagSession");
    }
    if has_identity {
        actions.push("sts:SetSourceIdentity");
    }
    let check = |action: &'static str| one(cx, &role, input, &inherited.tags).action(action);
    Ok(actions.into_iter().map(check).collect())
}

fn is_role_arn(arn: &str) -> bool {
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    let ["arn", partition, "iam", "", account, resource] = parts[..] else {
        return false;
    };
    let known_account = account.len() == 12 && account.bytes().all(|b| b.is_ascii_digit());
    !partition.is_empty() && known_account && resource.starts_with("role/")
}

/// One question about the role, with everything that trust policies ask about.
fn one(cx: &Cx, role: &RoleFacts, input: &Value, inherited: &[(String, String)]) -> Check {
    let mut check = Check::new(role.arn.clone())
        .owner(account_of(&role.arn))
        .trust(role.trust_policy.clone());
    for (member, key) in [
        ("ExternalId", "sts:ExternalId"),
        ("RoleSessionName", "sts:RoleSessionName"),
    ] {
        if let Some(value) = input.str(member) {
            check = check.key(key, value);
        }
    }
    let session = cx.caller().session.as_ref();
    let own = session.and_then(|session| session.source_identity.as_deref());
    if let Some(identity) = own.or(input.str("SourceIdentity")) {
        check = check.key("sts:SourceIdentity", identity);
    }
    let transitive = texts(input, "TransitiveTagKeys");
    if !transitive.is_empty() {
        check = check.keys("sts:TransitiveTagKeys", transitive);
    }
    for (key, value) in &role.tags {
        check = check
            .key(format!("aws:ResourceTag/{key}"), value)
            .key(format!("iam:ResourceTag/{key}"), value);
    }
    let given = input.get("Tags").and_then(Value::as_list);
    let given = given.unwrap_or_default().iter();
    let given = given.filter_map(|tag| Some((tag.str("Key")?, tag.str("Value")?)));
    let passed_on = inherited.iter().map(|(k, v)| (k.as_str(), v.as_str()));
    check.request_tags(passed_on.chain(given))
}

fn texts(input: &Value, member: &str) -> Vec<String> {
    let list = input.get(member).and_then(Value::as_list);
    let texts = list.unwrap_or_default().iter().filter_map(Value::as_str);
    texts.map(str::to_owned).collect()
}

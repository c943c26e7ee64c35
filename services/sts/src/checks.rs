//! What a call touches, and whom STS turns away before any policy is asked.

use crate::errors;
use crate::root::assume_root;
use crate::session::role_check::Asked;
use crate::session::{second_factor, tags};
use haneul_model::Value;
use haneul_pipeline::{AwsError, Check, Cx};
use haneul_policy::PrincipalKind;

pub fn of(cx: &mut Cx, operation: &str, input: &Value) -> Result<Vec<Check>, AwsError> {
    refuse_session_tokens(cx, operation)?;
    match operation {
        "AssumeRole" => assume_role(cx, input),
        "AssumeRoot" => assume_root(cx, input),
        // They ask themselves, once they know who calls.
        "AssumeRoleWithWebIdentity" | "AssumeRoleWithSAML" => Ok(Vec::new()),
        "GetFederationToken" => Ok(federation_token(cx, input)),
        _ => Ok(vec![Check::new("*")]),
    }
}

/// Credentials of GetSessionToken may ask who they are and take on roles; no more, whether or not a
/// second factor was shown for them: that opens IAM alone. Those of GetFederationToken take on no
/// role either.
fn refuse_session_tokens(cx: &Cx, operation: &str) -> Result<(), AwsError> {
    let kind = &cx.caller().principal.kind;
    if matches!(kind, PrincipalKind::FederatedUser { .. }) && operation != "GetCallerIdentity" {
        return Err(errors::not_with_session(operation));
    }
    let of_user = matches!(kind, PrincipalKind::User | PrincipalKind::Root);
    let allowed = matches!(operation, "AssumeRole" | "GetCallerIdentity");
    match cx.caller().session.is_some() && of_user && !allowed {
        true => Err(errors::not_with_session(operation)),
        false => Ok(()),
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
    let (serial, code) = (input.str("SerialNumber"), input.str("TokenCode"));
    let factor = second_factor::shown(cx, serial, code, false)?;
    let inherited = tags::inherited(cx.caller());
    let session = cx.caller().session.as_ref();
    let own = session.and_then(|session| session.source_identity.as_deref());
    let passed_on = inherited.tags.iter();
    let passed_on = passed_on.map(|(k, v)| (k.as_str(), v.as_str()));
    let asked = Asked {
        external_id: input.str("ExternalId"),
        name: input.str("RoleSessionName"),
        source_identity: own.or(input.str("SourceIdentity")),
        tags: passed_on.chain(request_tags(input)).collect(),
        transitive: texts(input, "TransitiveTagKeys"),
    };
    let check = |action| {
        let check = asked.of(&role).action(action);
        match factor {
            true => check
                .key("aws:MultiFactorAuthPresent", "true")
                .key("aws:MultiFactorAuthAge", "0"),
            false => check,
        }
    };
    let actions = asked.actions("sts:AssumeRole");
    Ok(actions.into_iter().map(check).collect())
}

/// Asked of the caller's side alone: a root user has no policy that lets anybody in. What the
/// organisation says is asked when the session is made.
fn assume_root(cx: &Cx, input: &Value) -> Result<Vec<Check>, AwsError> {
    if cx.caller().is_root() {
        return Err(errors::root_assumes_no_root());
    }
    let target = assume_root::target(cx, input.str("TargetPrincipal").unwrap_or_default())?;
    let policy = input.get("TaskPolicyArn").and_then(|p| p.str("arn"));
    let check = Check::new(assume_root::root_arn(cx, &target)).key("aws:ResourceAccount", target);
    Ok(vec![match policy {
        Some(arn) => check.key("sts:TaskPolicyArn", arn),
        None => check,
    }])
}

fn federation_token(cx: &Cx, input: &Value) -> Vec<Check> {
    let name = input.str("Name").unwrap_or_default();
    let arn = federated_user_arn(cx, name);
    let tags: Vec<_> = request_tags(input).collect();
    let mut actions = vec!["sts:GetFederationToken"];
    if !tags.is_empty() {
        actions.push("sts:TagSession");
    }
    let check = |action| {
        let check = Check::new(arn.clone()).action(action);
        check.request_tags(tags.iter().copied())
    };
    actions.into_iter().map(check).collect()
}

pub fn federated_user_arn(cx: &Cx, name: &str) -> String {
    let (partition, account) = (cx.partition(), cx.account());
    format!("arn:{partition}:sts::{account}:federated-user/{name}")
}

pub fn is_role_arn(arn: &str) -> bool {
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    let ["arn", partition, "iam", "", account, resource] = parts[..] else {
        return false;
    };
    let known_account = account.len() == 12 && account.bytes().all(|b| b.is_ascii_digit());
    !partition.is_empty() && known_account && resource.starts_with("role/")
}

pub fn account_of(arn: &str) -> &str {
    arn.split(':').nth(4).unwrap_or_default()
}

pub fn partition_of(arn: &str) -> &str {
    arn.split(':').nth(1).unwrap_or_default()
}

fn request_tags(input: &Value) -> impl Iterator<Item = (&str, &str)> {
    let given = input.get("Tags").and_then(Value::as_list);
    let given = given.unwrap_or_default().iter();
    given.filter_map(|tag| Some((tag.str("Key")?, tag.str("Value")?)))
}

fn texts(input: &Value, member: &str) -> Vec<String> {
    let list = input.get(member).and_then(Value::as_list);
    let texts = list.unwrap_or_default().iter().filter_map(Value::as_str);
    texts.map(str::to_owned).collect()
}

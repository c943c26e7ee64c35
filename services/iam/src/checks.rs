//! What a call touches: the ARNs and condition keys that policies are asked about.

use crate::arn;
use crate::entity::{self, Entity};
use crate::errors;
use crate::group::row::Group;
use crate::role::row::Role;
use crate::server_certificate::row as certificates;
use crate::service_credential::row as credentials;
use crate::target::{self, Target};
use crate::user::row::User;
use haneul_model::{Value, iam_facts};
use haneul_pipeline::{AwsError, Check, Cx};
use haneul_policy::PrincipalKind;

pub fn of(cx: &mut Cx, operation: &str, input: &Value) -> Result<Vec<Check>, AwsError> {
    refuse_session_tokens(cx)?;
    let target = target::of(cx, operation, input)?;
    let mut check = check(operation, input, target);
    if let Some(service) = service_of_credential(cx, input)? {
        check = check.key("iam:ServiceSpecificCredentialServiceName", service);
    }
    let mut checks = vec![check];
    match operation {
        "UpdateUser" => checks.extend(moved::<User>(cx, input, "UserName", "NewUserName")?),
        "UpdateGroup" => checks.extend(moved::<Group>(cx, input, "GroupName", "NewGroupName")?),
        "UpdateServerCertificate" => checks.extend(certificate_moved(cx, input)?),
        "AddRoleToInstanceProfile" => {
            let role = target::existing::<Role>(cx, input.str("RoleName").unwrap_or_default())?;
            let pass = Check::new(role.arn).action("iam:PassRole");
            checks.push(pass.key("iam:PassedToService", "ec2.amazonaws.com"));
        }
        _ => {}
    }
    Ok(checks)
}

/// Credentials of GetSessionToken open IAM only together with a second factor, those of
/// GetFederationToken never. A root user's session for one task is held to that by its policy.
fn refuse_session_tokens(cx: &Cx) -> Result<(), AwsError> {
    let caller = cx.caller();
    let Some(session) = &caller.session else {
        return Ok(());
    };
    let opens = match caller.principal.kind {
        PrincipalKind::FederatedUser { .. } => false,
        PrincipalKind::User | PrincipalKind::Root => {
            session.mfa_at.is_some() || caller.is_assumed_root()
        }
        _ => true,
    };
    match opens {
        true => Ok(()),
        false => Err(errors::token_not_accepted()),
    }
}

fn check(operation: &str, input: &Value, target: Target) -> Check {
    let mut check = Check::new(target.arn);
    let action = iam_facts::action(&format!("iam:{operation}"));
    let takes = |key: &str| action.is_some_and(|a| a.condition_keys.contains(&key));
    if takes("iam:PolicyARN") {
        if let Some(arn) = input.str("PolicyArn") {
            check = check.key("iam:PolicyARN", arn);
        }
    }
    if takes("iam:PermissionsBoundary") {
        let given = input.str("PermissionsBoundary").map(str::to_owned);
        if let Some(arn) = given.or(target.boundary) {
            check = check.key("iam:PermissionsBoundary", arn);
        }
    }
    if takes("iam:ServiceSpecificCredentialServiceName") {
        if let Some(service) = input.str("ServiceName") {
            check = check.key("iam:ServiceSpecificCredentialServiceName", service);
        }
    }
    if let Some(days) = input.get("CredentialAgeDays").and_then(Value::as_int) {
        check = check.key("iam:ServiceSpecificCredentialAgeDays", days.to_string());
    }
    if let Some(service) = input.str("AWSServiceName") {
        check = check.key("iam:AWSServiceName", service);
    }
    for (key, value) in &target.tags {
        check = check
            .key(format!("aws:ResourceTag/{key}"), value)
            .key(format!("iam:ResourceTag/{key}"), value);
    }
    check = check.request_tags(request_tags(input));
    match tag_keys(input) {
        keys if keys.is_empty() => check,
        keys => check.keys("aws:TagKeys", keys),
    }
}

/// The service that a credential is for.
fn service_of_credential(cx: &mut Cx, input: &Value) -> Result<Option<String>, AwsError> {
    let Some(id) = input.str("ServiceSpecificCredentialId") else {
        return Ok(None);
    };
    let all = credentials::all(cx, None)?
        .into_iter()
        .map(|(_, credential)| credential);
    let found = all.into_iter().find(|credential| credential.id == id);
    Ok(found.map(|credential| credential.service))
}

fn request_tags(input: &Value) -> impl Iterator<Item = (&str, &str)> {
    let tags = input.get("Tags").and_then(Value::as_list);
    tags.unwrap_or_default()
        .iter()
        .filter_map(|tag| Some((tag.str("Key")?, tag.str("Value")?)))
}

fn tag_keys(input: &Value) -> Vec<String> {
    let keys = input.get("TagKeys").and_then(Value::as_list);
    let texts = keys.unwrap_or_default().iter().filter_map(Value::as_str);
    texts.map(str::to_owned).collect()
}

/// A change of name or path must be allowed at both places.
fn moved<E: Entity>(
    cx: &mut Cx,
    input: &Value,
    old: &str,
    new: &str,
) -> Result<Option<Check>, AwsError> {
    let (new_name, new_path) = (input.str(new), input.str("NewPath"));
    if new_name.is_none() && new_path.is_none() {
        return Ok(None);
    }
    let Some(entity) = entity::look::<E>(cx, input.str(old).unwrap_or_default())? else {
        return Ok(None);
    };
    let name = new_name.unwrap_or(entity.name());
    let path = new_path.unwrap_or(entity.path());
    let (partition, account) = (cx.partition(), cx.account());
    let arn = arn::of(partition, account, E::KIND.word(), path, name);
    Ok(Some(Check::new(arn)))
}

fn certificate_moved(cx: &mut Cx, input: &Value) -> Result<Option<Check>, AwsError> {
    let (new_name, new_path) = (input.str("NewServerCertificateName"), input.str("NewPath"));
    let name = input.str("ServerCertificateName").unwrap_or_default();
    let Some(found) = certificates::look(cx, name)? else {
        return Ok(None);
    };
    if new_name.is_none() && new_path.is_none() {
        return Ok(None);
    }
    let name = new_name.unwrap_or(&found.name);
    let path = new_path.unwrap_or(&found.path);
    let (partition, account) = (cx.partition(), cx.account());
    let arn = arn::of(partition, account, "server-certificate", path, name);
    Ok(Some(Check::new(arn)))
}

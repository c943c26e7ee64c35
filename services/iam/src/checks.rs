//! What a call touches: the ARNs and condition keys that policies are asked about.

use crate::arn;
use crate::entity::{self, Entity, key};
use crate::errors;
use crate::group::row::Group;
use crate::instance_profile::row::PROFILES;
use crate::policy::managed::{self, Managed};
use crate::role::row::Role;
use crate::tags::Tags;
use crate::user::row::{self as user, User};
use haneul_model::{Value, iam_facts};
use haneul_pipeline::{AwsError, Check, Cx};
use haneul_policy::PrincipalKind;

/// A thing of IAM's as policies see it.
struct Target {
    arn: String,
    tags: Tags,
    boundary: Option<String>,
}

impl Target {
    fn bare(arn: String) -> Target {
        Target {
            arn,
            tags: Vec::new(),
            boundary: None,
        }
    }
}

pub fn of(cx: &mut Cx, operation: &str, input: &Value) -> Result<Vec<Check>, AwsError> {
    refuse_session_tokens(cx)?;
    let target = target(cx, operation, input)?;
    let mut checks = vec![check(operation, input, target)];
    match operation {
        "UpdateUser" => checks.extend(moved::<User>(cx, input, "UserName", "NewUserName")?),
        "UpdateGroup" => checks.extend(moved::<Group>(cx, input, "GroupName", "NewGroupName")?),
        "AddRoleToInstanceProfile" => {
            let role = existing::<Role>(cx, input.str("RoleName").unwrap_or_default())?;
            let pass = Check::new(role.arn).action("iam:PassRole");
            checks.push(pass.key("iam:PassedToService", "ec2.amazonaws.com"));
        }
        _ => {}
    }
    Ok(checks)
}

/// Credentials of GetSessionToken open IAM only together with a second factor.
fn refuse_session_tokens(cx: &Cx) -> Result<(), AwsError> {
    let caller = cx.caller();
    let of_user = matches!(
        caller.principal.kind,
        PrincipalKind::User | PrincipalKind::Root | PrincipalKind::FederatedUser
    );
    match &caller.session {
        Some(session) if of_user && session.mfa_at.is_none() => Err(errors::token_not_accepted()),
        _ => Ok(()),
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

fn target(cx: &mut Cx, operation: &str, input: &Value) -> Result<Target, AwsError> {
    if let Some(target) = made_or_listed(cx, operation, input) {
        return Ok(Target::bare(target));
    }
    if let Some(name) = input.str("GroupName") {
        return existing::<Group>(cx, name);
    }
    if let Some(name) = input.str("InstanceProfileName") {
        return profile(cx, name);
    }
    if let Some(name) = input.str("RoleName") {
        return existing::<Role>(cx, name);
    }
    if let Some(name) = input.str("UserName") {
        return existing::<User>(cx, name);
    }
    if let Some(arn) = input.str("PolicyArn") {
        return policy(cx, arn);
    }
    match operation {
        "GetUser"
        | "CreateAccessKey"
        | "ListAccessKeys"
        | "UpdateAccessKey"
        | "DeleteAccessKey"
        | "ListSSHPublicKeys"
        | "ListSigningCertificates"
        | "ListMFADevices"
        | "ListServiceSpecificCredentials"
        | "GetLoginProfile"
        | "DeleteLoginProfile" => caller(cx),
        _ => Ok(Target::bare("*".to_owned())),
    }
}

/// The ARN of what is to be made, or the path that is listed.
fn made_or_listed(cx: &Cx, operation: &str, input: &Value) -> Option<String> {
    let (kind, name) = match operation {
        "CreateUser" => ("user", "UserName"),
        "CreateGroup" => ("group", "GroupName"),
        "CreateRole" => ("role", "RoleName"),
        "CreatePolicy" => ("policy", "PolicyName"),
        "CreateInstanceProfile" => ("instance-profile", "InstanceProfileName"),
        "ListUsers" => ("user", ""),
        "ListGroups" => ("group", ""),
        "ListRoles" => ("role", ""),
        "ListPolicies" => ("policy", ""),
        "ListInstanceProfiles" => ("instance-profile", ""),
        _ => return None,
    };
    let path = input.str("Path").or(input.str("PathPrefix")).unwrap_or("/");
    let name = input.str(name).unwrap_or_default();
    Some(arn::of(cx.partition(), cx.account(), kind, path, name))
}

/// A user, group or role; one that is not there is asked about by its bare name.
fn existing<E: Entity>(cx: &mut Cx, name: &str) -> Result<Target, AwsError> {
    let Some(entity) = entity::look::<E>(cx, name)? else {
        let (partition, account) = (cx.partition(), cx.account());
        let arn = arn::of(partition, account, E::KIND.word(), "/", name);
        return Ok(Target::bare(arn));
    };
    Ok(Target {
        arn: entity::arn_of(cx, &entity),
        tags: entity.tags().to_vec(),
        boundary: entity.bounds().cloned(),
    })
}

fn profile(cx: &mut Cx, name: &str) -> Result<Target, AwsError> {
    let scope = cx.account_scope();
    let found = PROFILES.get(cx.tx, scope, &key(name))?;
    let (path, name, tags) = match found {
        Some(profile) => (profile.path, profile.name, profile.tags),
        None => ("/".to_owned(), name.to_owned(), Vec::new()),
    };
    let (partition, account) = (cx.partition(), cx.account());
    let arn = arn::of(partition, account, "instance-profile", &path, &name);
    Ok(Target {
        tags,
        ..Target::bare(arn)
    })
}

fn policy(cx: &mut Cx, arn: &str) -> Result<Target, AwsError> {
    let tags = match managed::look(cx, arn) {
        Ok(Some(Managed::Own(policy))) => policy.tags,
        Err(error) if error.code == "InvalidInput" => Vec::new(),
        Err(error) => return Err(error),
        Ok(_) => Vec::new(),
    };
    Ok(Target {
        tags,
        ..Target::bare(arn.to_owned())
    })
}

/// Whoever calls, where a call without a name means that: a user or the root user.
fn caller(cx: &mut Cx) -> Result<Target, AwsError> {
    match user::caller(cx)? {
        Some(user) => existing::<User>(cx, &user.name),
        None if matches!(
            cx.caller().principal.kind,
            PrincipalKind::AssumedRole { .. }
        ) =>
        {
            Err(errors::no_user_name())
        }
        None => Ok(Target::bare(cx.caller().principal.arn.clone())),
    }
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

//! The thing a call is about, as policies see it: its ARN, its tags, its boundary.

use crate::access_key::row as keys;
use crate::arn::{self, Parts};
use crate::entity::{self, Entity, key};
use crate::errors;
use crate::group::row::Group;
use crate::instance_profile::row::PROFILES;
use crate::mfa_device::row as devices;
use crate::oidc_provider::row as oidc;
use crate::policy::managed::{self, Managed};
use crate::role::row::{OF_SERVICES, Role};
use crate::saml_provider::row as saml;
use crate::server_certificate::row as certificates;
use crate::service_linked_role::create_service_linked_role::name as linked_name;
use crate::service_linked_role::known;
use crate::tags::Tags;
use crate::user::row::{self as user, User};
use haneul_model::Value;
use haneul_pipeline::credentials::Holder;
use haneul_pipeline::{AwsError, Cx};
use haneul_policy::PrincipalKind;

/// A thing of IAM's as policies see it.
pub struct Target {
    pub arn: String,
    pub tags: Tags,
    pub boundary: Option<String>,
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

pub fn of(cx: &mut Cx, operation: &str, input: &Value) -> Result<Target, AwsError> {
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
    let all = input.get("AllUsers").and_then(Value::as_bool);
    if operation == "ListServiceSpecificCredentials" && all == Some(true) {
        let everybody = arn::of(cx.partition(), cx.account(), "user", "/", "*");
        return Ok(Target::bare(everybody));
    }
    if let Some(name) = input.str("UserName") {
        return existing::<User>(cx, name);
    }
    if let Some(arn) = input.str("PolicyArn") {
        return policy(cx, arn);
    }
    if let Some(name) = input.str("ServerCertificateName") {
        return certificate(cx, name);
    }
    if let Some(arn) = input.str("SAMLProviderArn") {
        let found = if_named(saml::look(cx, arn))?;
        return Ok(tagged(arn, found.map(|provider| provider.tags)));
    }
    if let Some(arn) = input.str("OpenIDConnectProviderArn") {
        let found = if_named(oidc::look(cx, arn))?;
        return Ok(tagged(arn, found.map(|provider| provider.tags)));
    }
    if let Some(url) = input.str("Url") {
        let url = url.strip_prefix("https://").unwrap_or(url);
        return Ok(Target::bare(oidc::arn(cx, url.trim_end_matches('/'))));
    }
    if let Some(serial) = input
        .str("SerialNumber")
        .filter(|_| operation.contains("Tag") || operation.starts_with("DeleteVirtual"))
    {
        return device(cx, serial);
    }
    if let Some(id) = input
        .str("AccessKeyId")
        .filter(|_| operation == "GetAccessKeyLastUsed")
    {
        return key_holder(cx, id);
    }
    if let Some(arn) = input.str("PolicySourceArn").or(input.str("Arn")) {
        return by_arn(cx, arn);
    }
    if let Some(service) = input.str("AWSServiceName") {
        return Ok(Target::bare(service_linked(cx, service, input)));
    }
    if let Some(task) = input.str("DeletionTaskId") {
        return Ok(Target::bare(of_task(cx, task)));
    }
    if OF_CALLER.contains(&operation) {
        return caller(cx);
    }
    Ok(Target::bare("*".to_owned()))
}

/// Operations that mean whoever calls when they name nobody.
const OF_CALLER: [&str; 21] = [
    "GetUser",
    "CreateAccessKey",
    "ListAccessKeys",
    "UpdateAccessKey",
    "DeleteAccessKey",
    "ListSSHPublicKeys",
    "ListSigningCertificates",
    "ListMFADevices",
    "GetMFADevice",
    "DeactivateMFADevice",
    "ListServiceSpecificCredentials",
    "GetLoginProfile",
    "DeleteLoginProfile",
    "CreateLoginProfile",
    "ChangePassword",
    "UploadSigningCertificate",
    "UpdateSigningCertificate",
    "DeleteSigningCertificate",
    "UpdateServiceSpecificCredential",
    "ResetServiceSpecificCredential",
    "DeleteServiceSpecificCredential",
];

/// The ARN of what is to be made, or the path that is listed.
fn made_or_listed(cx: &Cx, operation: &str, input: &Value) -> Option<String> {
    let (kind, name) = match operation {
        "CreateUser" => ("user", "UserName"),
        "CreateGroup" => ("group", "GroupName"),
        "CreateRole" => ("role", "RoleName"),
        "CreatePolicy" => ("policy", "PolicyName"),
        "CreateInstanceProfile" => ("instance-profile", "InstanceProfileName"),
        "CreateVirtualMFADevice" => ("mfa", "VirtualMFADeviceName"),
        "ListVirtualMFADevices" => ("mfa", ""),
        "UploadServerCertificate" => ("server-certificate", "ServerCertificateName"),
        "ListServerCertificates" => ("server-certificate", ""),
        "CreateSAMLProvider" => ("saml-provider", "Name"),
        "ListSAMLProviders" => ("saml-provider", ""),
        "ListOpenIDConnectProviders" => ("oidc-provider", ""),
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
pub fn existing<E: Entity>(cx: &mut Cx, name: &str) -> Result<Target, AwsError> {
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

/// The user a key belongs to.
fn key_holder(cx: &mut Cx, id: &str) -> Result<Target, AwsError> {
    let holder = match keys::of_account(cx, id)?.map(|key| key.holder) {
        Some(Holder::User { id, .. }) => user::by_id(cx, &id)?,
        _ => None,
    };
    match holder {
        Some(user) => existing::<User>(cx, &user.name),
        None => Ok(Target::bare(format!("access key {id}"))),
    }
}

/// The role that a service is to have.
fn service_linked(cx: &Cx, service: &str, input: &Value) -> String {
    let suffix = input.str("CustomSuffix");
    let name = known::find(service).map(|known| linked_name(&known, suffix));
    let name = name.unwrap_or_else(|| "*".to_owned());
    let path = format!("{OF_SERVICES}{service}/");
    arn::of(cx.partition(), cx.account(), "role", &path, &name)
}

/// `task/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS/…` is about that role.
fn of_task(cx: &Cx, task: &str) -> String {
    let role = task.strip_prefix("task/").unwrap_or(task);
    let role = role.rsplit_once('/').map_or(role, |(role, _)| role);
    arn::of(cx.partition(), cx.account(), "role", "/", role)
}

fn device(cx: &mut Cx, serial: &str) -> Result<Target, AwsError> {
    let found = devices::look(cx, serial)?;
    Ok(tagged(serial, found.map(|device| device.tags)))
}

fn certificate(cx: &mut Cx, name: &str) -> Result<Target, AwsError> {
    let found = certificates::look(cx, name)?;
    let arn = match &found {
        Some(found) => certificates::arn(cx, found),
        None => arn::of(
            cx.partition(),
            cx.account(),
            "server-certificate",
            "/",
            name,
        ),
    };
    Ok(tagged(&arn, found.map(|found| found.tags)))
}

/// Whatever the ARN is of.
fn by_arn(cx: &mut Cx, arn: &str) -> Result<Target, AwsError> {
    let named = match Parts::of(arn) {
        Some(parts) if parts.kind == "user" => existing::<User>(cx, parts.name())?,
        Some(parts) if parts.kind == "group" => existing::<Group>(cx, parts.name())?,
        Some(parts) if parts.kind == "role" => existing::<Role>(cx, parts.name())?,
        Some(parts) if parts.kind == "policy" => return policy(cx, arn),
        _ => return Ok(Target::bare(arn.to_owned())),
    };
    Ok(match named.arn == arn {
        true => named,
        false => Target::bare(arn.to_owned()),
    })
}

/// What is no ARN names nothing; the operation says so.
fn if_named<T>(found: Result<Option<T>, AwsError>) -> Result<Option<T>, AwsError> {
    match found {
        Err(error) if error.code == "InvalidInput" => Ok(None),
        found => found,
    }
}

fn tagged(arn: &str, tags: Option<Tags>) -> Target {
    Target {
        tags: tags.unwrap_or_default(),
        ..Target::bare(arn.to_owned())
    }
}

fn policy(cx: &mut Cx, arn: &str) -> Result<Target, AwsError> {
    let tags = match if_named(managed::look(cx, arn))? {
        Some(Managed::Own(policy)) => policy.tags,
        _ => Vec::new(),
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

//! What a call touches: the ARNs and condition keys that policies are asked about.

use crate::access::{self, Standing};
use crate::ids::Kind;
use crate::organization::row::Organization;
use crate::tag::tagging;
use crate::{errors, handshake, policy, unit};
use haneul_model::{Value, iam_facts};
use haneul_pipeline::{AwsError, Check, Cx};

/// Members of inputs that name what is touched.
const NAMES: &[&str] = &[
    "AccountId",
    "ChildId",
    "DestinationParentId",
    "HandshakeId",
    "OrganizationalUnitId",
    "ParentId",
    "PolicyId",
    "ResourceId",
    "RootId",
    "SourceParentId",
    "TargetId",
];

pub fn of(cx: &mut Cx, operation: &str, input: &Value) -> Result<Vec<Check>, AwsError> {
    let standing = access::standing(cx)?;
    let organization = match &standing {
        Standing::Outside => None,
        Standing::Member { organization, .. } => Some(organization),
        Standing::Management(organization) => Some(organization),
    };
    let mut checks = Vec::new();
    for name in NAMES {
        if let Some(id) = input.str(name) {
            checks.extend(named(cx, organization, id)?);
        }
    }
    if let Some(account) = invited(input) {
        checks.extend(named(cx, organization, account)?);
    }
    if checks.is_empty() {
        checks.push(Check::new("*"));
    }
    let delegating = match access::is_about_caller(cx, operation, input)? {
        true => None,
        false => access::by_resource_policy(&standing, operation),
    };
    let may_look = access::may_look(&standing, operation);
    let kind = match organization {
        Some(organization) => kind_of_policy(cx, organization, input)?,
        None => None,
    };
    let finish = |check: Check| {
        let check = keys(check, operation, input, kind.as_deref());
        match delegating {
            Some(organization) => {
                let own = organization.resource_policy.as_ref();
                let text = own.map(|own| own.text.clone());
                let check = check.policy(text);
                match may_look {
                    // In its own right, as far as the policy does not deny it.
                    true => check,
                    false => check.owner(organization.management.clone()),
                }
            }
            None => check,
        }
    };
    Ok(checks.into_iter().map(finish).collect())
}

fn invited(input: &Value) -> Option<&str> {
    let target = input.get("Target")?;
    target
        .str("Id")
        .filter(|_| target.str("Type") == Some("ACCOUNT"))
}

/// The thing of this id, with its tags; nothing where the caller has no organisation to find it in.
fn named(
    cx: &mut Cx,
    organization: Option<&Organization>,
    id: &str,
) -> Result<Option<Check>, AwsError> {
    if id.starts_with("h-") {
        let found = handshake::row::look(cx, id)?;
        return Ok(found.map(|found| Check::new(handshake::row::arn(cx, &found))));
    }
    let Some(organization) = organization else {
        return Ok(None);
    };
    let scope = cx.partition_scope();
    let arn = match Kind::of(id) {
        Some(Kind::Root) => organization.arn_of(cx, &format!("root/{}/{id}", organization.id)),
        Some(Kind::Unit) => unit::row::arn(cx, organization, id),
        Some(Kind::Account) => organization.account_arn(cx, id),
        None if id.starts_with("p-") => {
            match policy::row::look(cx.tx, scope, &organization.id, id)? {
                Some(found) => policy::row::arn(cx, organization, &found),
                None => organization.arn_of(cx, &format!("policy/{}/*/{id}", organization.id)),
            }
        }
        None => organization.arn_of(cx, &format!("resourcepolicy/{}/{id}", organization.id)),
    };
    let tags = match tagging::of(cx, organization, id) {
        // The operation itself says what is not there.
        Err(error) if error.code == errors::no_target().code => Vec::new(),
        found => found?,
    };
    let tags = tags
        .iter()
        .map(|(key, value)| (key.as_str(), value.as_str()));
    Ok(Some(Check::new(arn).resource_tags(tags)))
}

fn kind_of_policy(
    cx: &mut Cx,
    organization: &Organization,
    input: &Value,
) -> Result<Option<String>, AwsError> {
    let given = ["PolicyType", "Filter", "Type"]
        .into_iter()
        .find_map(|name| input.str(name));
    if let Some(kind) = given {
        return Ok(Some(kind.to_owned()));
    }
    let named = ["PolicyId", "ResourceId"]
        .into_iter()
        .find_map(|name| input.str(name));
    let Some(id) = named.filter(|id| id.starts_with("p-")) else {
        return Ok(None);
    };
    let scope = cx.partition_scope();
    let found = policy::row::look(cx.tx, scope, &organization.id, id)?;
    Ok(found.map(|policy| policy.kind))
}

fn keys(mut check: Check, operation: &str, input: &Value, kind: Option<&str>) -> Check {
    let action = iam_facts::action(&format!("organizations:{operation}"));
    let takes = |key: &str| action.is_some_and(|a| a.condition_keys.contains(&key));
    if let Some(kind) = kind.filter(|_| takes("organizations:PolicyType")) {
        check = check.key("organizations:PolicyType", kind);
    }
    if let Some(service) = input.str("ServicePrincipal") {
        check = check.key("organizations:ServicePrincipal", service);
    }
    check.tags_of(input)
}

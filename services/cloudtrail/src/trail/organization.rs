//! Trails of an organization: they lie in the management account, which may leave them to a
//! delegated administrator, and tell of what happens in every member.

use super::bucket::PRINCIPAL;
use crate::errors;
use haneul_pipeline::{AwsError, Check, Cx, Edge, Invocation, Membership, invoke};
use haneul_store::Tx;
use serde_json::json;
use std::sync::Arc;

const ROLE: &str = "role/aws-service-role/cloudtrail.amazonaws.com/AWSServiceRoleForCloudTrail";

/// What the caller's account is in its organization.
pub fn membership(cx: &mut Cx) -> Result<Option<Arc<Membership>>, AwsError> {
    let (partition, account) = (cx.partition(), cx.account());
    cx.cloud.membership(cx.tx, partition, account)
}

/// The organization whose trails tell of an account, while CloudTrail is trusted with it.
pub fn telling(membership: &Option<Arc<Membership>>) -> Option<&Membership> {
    let membership = membership.as_deref()?;
    let whole = !membership.organisation.is_empty() && membership.trusts(PRINCIPAL);
    whole.then_some(membership)
}

/// Whether the account of a trail still manages this organization. A trail whose organization is
/// gone is a trail of its own account.
pub fn is_managed(
    cloud: &haneul_pipeline::Cloud,
    tx: &mut Tx,
    (partition, account): (&str, &str),
    organization: &str,
) -> Result<bool, AwsError> {
    let membership = cloud.membership(tx, partition, account)?;
    Ok(membership.is_some_and(|own| own.is_management && own.organisation == organization))
}

/// The organization that the caller may make trails for.
pub fn to_manage(cx: &mut Cx) -> Result<Arc<Membership>, AwsError> {
    let membership = membership(cx)?.filter(|own| !own.organisation.is_empty());
    let own = membership.ok_or_else(errors::no_organization)?;
    if !own.has_all_features {
        return Err(errors::not_all_features());
    }
    if !own.administers(PRINCIPAL) {
        return Err(errors::not_management());
    }
    match own.trusts(PRINCIPAL) {
        true => Ok(own),
        false => Err(errors::no_trusted_access()),
    }
}

/// The same for a call that makes such a trail: its caller must be allowed what CloudTrail does
/// in its name, and the management account has the service-linked role.
pub async fn prepare(edge: &Edge) -> Result<Arc<Membership>, AwsError> {
    let (own, denied, has_role) = edge.read(|cx| {
        let own = to_manage(cx)?;
        let arn = role(cx.partition(), &own.management);
        let denied = is_denied(cx, &arn)?;
        let has_role = cx.cloud.identity.role(cx.tx, &arn)?.is_some();
        Ok((own, denied, has_role))
    })?;
    if denied {
        return Err(errors::no_dependencies());
    }
    match (has_role, own.is_management) {
        (true, _) => {}
        (false, true) => make_role(edge).await?,
        (false, false) => return Err(errors::no_management_role()),
    }
    Ok(own)
}

fn role(partition: &str, account: &str) -> String {
    format!("arn:{partition}:iam::{account}:{ROLE}")
}

fn is_denied(cx: &mut Cx, role: &str) -> Result<bool, AwsError> {
    let asked = [
        ("organizations:DescribeOrganization", "*"),
        ("organizations:ListAWSServiceAccessForOrganization", "*"),
        ("iam:GetRole", role),
    ];
    for (action, resource) in asked {
        if cx.ask(Check::new(resource).action(action))?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

async fn make_role(edge: &Edge) -> Result<(), AwsError> {
    let call = &edge.call;
    let invocation = Invocation {
        caller: (*call.caller).clone(),
        account: call.account.clone(),
        region: call.region.clone(),
        service: "iam",
        operation: "CreateServiceLinkedRole",
        input: json!({"AWSServiceName": PRINCIPAL}),
        body: None,
        delivers: None,
    };
    let made = invoke(&edge.cloud, invocation).await;
    made.map(drop).map_err(|error| match &*error.code {
        "AccessDenied" => errors::no_dependencies(),
        _ => error,
    })
}

//! Who may call what: the management account everything, members little; delegated administrators
//! look, and whoever the resource policy names manages policies.

use crate::account::row as accounts;
use crate::errors;
use crate::handshake::row as handshakes;
use crate::organization::row::{self, Organization};
use haneul_model::Value;
use haneul_pipeline::{AwsError, Cx};

/// What a resource policy can let members do.
pub const DELEGABLE: &[&str] = &[
    "AttachPolicy",
    "CreatePolicy",
    "DeletePolicy",
    "DescribeAccount",
    "DescribeCreateAccountStatus",
    "DescribeEffectivePolicy",
    "DescribeHandshake",
    "DescribeOrganization",
    "DescribeOrganizationalUnit",
    "DescribePolicy",
    "DescribeResourcePolicy",
    "DetachPolicy",
    "DisablePolicyType",
    "EnablePolicyType",
    "ListAWSServiceAccessForOrganization",
    "ListAccounts",
    "ListAccountsForParent",
    "ListAccountsWithInvalidEffectivePolicy",
    "ListChildren",
    "ListCreateAccountStatus",
    "ListDelegatedAdministrators",
    "ListDelegatedServicesForAccount",
    "ListEffectivePolicyValidationErrors",
    "ListHandshakesForAccount",
    "ListHandshakesForOrganization",
    "ListOrganizationalUnitsForParent",
    "ListParents",
    "ListPolicies",
    "ListPoliciesForTarget",
    "ListRoots",
    "ListTagsForResource",
    "ListTargetsForPolicy",
    "TagResource",
    "UntagResource",
    "UpdatePolicy",
];

/// What every account may ask for itself.
const OPEN: &[&str] = &[
    "AcceptHandshake",
    "CreateOrganization",
    "DeclineHandshake",
    "DescribeEffectivePolicy",
    "DescribeHandshake",
    "DescribeOrganization",
    "LeaveOrganization",
    "ListHandshakesForAccount",
];

/// What the caller's account is.
pub enum Standing {
    Outside,
    Member {
        organization: Organization,
        /// It administers some service, and may look at everything.
        delegated: bool,
    },
    Management(Organization),
}

pub fn standing(cx: &mut Cx) -> Result<Standing, AwsError> {
    let account = cx.account().to_owned();
    let Some(member) = accounts::look(cx, &account)? else {
        return Ok(Standing::Outside);
    };
    let scope = cx.partition_scope();
    let Some(organization) = row::find(cx.tx, scope, &member.organization)? else {
        return Ok(Standing::Outside);
    };
    if organization.management == account {
        return Ok(Standing::Management(organization));
    }
    Ok(Standing::Member {
        organization,
        delegated: !member.delegated.is_empty(),
    })
}

/// What a caller asks about itself is nobody else's to allow.
pub fn is_about_caller(cx: &mut Cx, operation: &str, input: &Value) -> Result<bool, AwsError> {
    match operation {
        "DescribeEffectivePolicy" => {
            let target = input.str("TargetId");
            Ok(target.is_none_or(|target| target == cx.account()))
        }
        "DescribeHandshake" => {
            let id = input.str("HandshakeId").unwrap_or_default();
            match handshakes::look(cx, id)? {
                Some(handshake) => handshakes::is_for_caller(cx, &handshake),
                None => Ok(true),
            }
        }
        _ => Ok(OPEN.contains(&operation)),
    }
}

/// The resource policy decides over this call of a member's.
pub fn by_resource_policy<'s>(standing: &'s Standing, operation: &str) -> Option<&'s Organization> {
    let Standing::Member { organization, .. } = standing else {
        return None;
    };
    let has_policy = organization.resource_policy.is_some();
    (has_policy && DELEGABLE.contains(&operation)).then_some(organization)
}

/// Whether the caller may look without it. What the resource policy denies it may not even then.
pub fn may_look(standing: &Standing, operation: &str) -> bool {
    let looks = operation.starts_with("List") || operation.starts_with("Describe");
    looks && matches!(standing, Standing::Member { delegated, .. } if *delegated)
}

/// For operations of every member.
pub fn belonging(cx: &mut Cx) -> Result<Organization, AwsError> {
    match standing(cx)? {
        Standing::Outside => Err(errors::not_in_use()),
        Standing::Member { organization, .. } | Standing::Management(organization) => {
            Ok(organization)
        }
    }
}

/// For operations that look at the organisation.
pub fn reading(cx: &mut Cx) -> Result<Organization, AwsError> {
    let standing = standing(cx)?;
    // The policies have decided before.
    let is_let_in = by_resource_policy(&standing, cx.call.operation).is_some();
    match standing {
        Standing::Outside => Err(errors::not_in_use()),
        Standing::Management(organization) => Ok(organization),
        Standing::Member {
            organization,
            delegated,
        } if delegated || is_let_in => Ok(organization),
        Standing::Member { .. } => Err(errors::not_yours()),
    }
}

/// For operations that change it.
pub fn managing(cx: &mut Cx) -> Result<Organization, AwsError> {
    let standing = standing(cx)?;
    let is_let_in = by_resource_policy(&standing, cx.call.operation).is_some();
    match standing {
        Standing::Outside => Err(errors::not_in_use()),
        Standing::Management(organization) => Ok(organization),
        Standing::Member { organization, .. } if is_let_in => Ok(organization),
        Standing::Member { .. } => Err(errors::not_yours()),
    }
}

//! The one resource policy of an organisation.
//!
//! Operations: PutResourcePolicy, DescribeResourcePolicy, DeleteResourcePolicy

use super::document;
use crate::nothing::Nothing;
use crate::organization::row::{self, Organization, ResourcePolicy as Own};
use crate::shapes::*;
use crate::{access, errors, ids, tag};
use haneul_pipeline::{AwsError, Cx};

pub fn put_resource_policy(
    cx: &mut Cx,
    input: PutResourcePolicyRequest,
) -> Result<PutResourcePolicyResponse, AwsError> {
    let mut organization = access::managing(cx)?;
    document::check(cx, &organization, &input.content)?;
    let tags = tag::first(input.tags)?;
    let own = match organization.resource_policy.take() {
        // Tags come with the first only.
        Some(_) if !tags.is_empty() => {
            return Err(errors::input(
                "INVALID_SYSTEM_TAGS_PARAMETER",
                "You can't specify tags when you update an existing resource policy.",
            ));
        }
        Some(old) => Own {
            text: input.content,
            ..old
        },
        None => Own {
            id: ids::new(cx, "rp-", 10),
            text: input.content,
            tags,
        },
    };
    let shown = shown(cx, &organization, &own);
    organization.resource_policy = Some(own);
    row::save(cx, &organization)?;
    Ok(PutResourcePolicyResponse {
        resource_policy: Some(shown),
    })
}

pub fn describe_resource_policy(
    cx: &mut Cx,
    _: Nothing,
) -> Result<DescribeResourcePolicyResponse, AwsError> {
    let organization = access::reading(cx)?;
    let own = organization.resource_policy.as_ref();
    let own = own.ok_or_else(errors::no_resource_policy)?;
    Ok(DescribeResourcePolicyResponse {
        resource_policy: Some(shown(cx, &organization, own)),
    })
}

pub fn delete_resource_policy(cx: &mut Cx, _: Nothing) -> Result<Nothing, AwsError> {
    let mut organization = access::managing(cx)?;
    if organization.resource_policy.take().is_none() {
        return Err(errors::no_resource_policy());
    }
    row::save(cx, &organization)?;
    Ok(Nothing)
}

fn shown(cx: &Cx, organization: &Organization, own: &Own) -> ResourcePolicy {
    let resource = format!("resourcepolicy/{}/{}", organization.id, own.id);
    ResourcePolicy {
        resource_policy_summary: Some(ResourcePolicySummary {
            id: Some(own.id.clone()),
            arn: Some(organization.arn_of(cx, &resource)),
        }),
        content: Some(own.text.clone()),
    }
}

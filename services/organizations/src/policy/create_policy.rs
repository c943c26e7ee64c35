//! CreatePolicy: attached to nothing yet.

use super::row::{self, Policy};
use super::{document, kind};
use crate::shapes::{CreatePolicyRequest, CreatePolicyResponse};
use crate::{access, errors, ids, tag};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: CreatePolicyRequest) -> Result<CreatePolicyResponse, AwsError> {
    let organization = access::managing(cx)?;
    let kind = kind::available(&organization, &input.r#type)?;
    let tags = tag::first(input.tags)?;
    document::check(kind, &input.content)?;
    let others = row::all(cx, &organization.id)?;
    let mut alike = others.iter().filter(|policy| policy.kind == kind.name);
    if alike.clone().count() >= kind.per_organization {
        return Err(errors::constraint(
            "POLICY_NUMBER_LIMIT_EXCEEDED",
            "You have exceeded the number of policies that you can have in an organization.",
        ));
    }
    if alike.any(|policy| policy.name == input.name) {
        return Err(errors::policy_exists());
    }
    let policy = Policy {
        id: ids::new(cx, "p-", 10),
        name: input.name,
        description: input.description,
        kind: kind.name.to_owned(),
        text: input.content,
        tags,
        updated: cx.now(),
    };
    row::save(cx, &organization.id, &policy)?;
    Ok(CreatePolicyResponse {
        policy: Some(row::shown(cx, &organization, &policy)),
    })
}

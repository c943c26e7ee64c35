//! A policy as it is stored, and as it is shown.

use super::managed;
use crate::organization::row::Organization;
use crate::tag::Tags;
use crate::{errors, ids, mark, shapes};
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Scope, Span, Stored, Table, Tx};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// By organisation and id.
static POLICIES: Table<(String, String), Policy> = Table::new("organizations_policy");

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Policy {
    pub id: String,
    pub name: String,
    pub description: String,
    pub kind: String,
    pub text: String,
    pub tags: Tags,
    pub updated: Timestamp,
}

impl Stored for Policy {
    const VERSION: u32 = 1;
}

/// The organisation's own, or AWS's.
pub fn look(
    tx: &mut Tx,
    scope: Scope,
    organization: &str,
    id: &str,
) -> Result<Option<Policy>, AwsError> {
    match managed::find(id) {
        Some(policy) => Ok(Some(policy)),
        None => Ok(POLICIES.get(tx, scope, &(organization, id))?),
    }
}

pub fn find(cx: &mut Cx, organization: &str, id: &str) -> Result<Policy, AwsError> {
    let scope = cx.partition_scope();
    look(cx.tx, scope, organization, id)?.ok_or_else(errors::no_policy)
}

/// The organisation's own policies.
pub fn all(cx: &mut Cx, organization: &str) -> Result<Vec<Policy>, AwsError> {
    let scope = cx.partition_scope();
    let span = Span::prefix(organization);
    let rows = POLICIES.scan(cx.tx, scope, span, usize::MAX, false)?;
    Ok(rows.into_iter().map(|(_, policy)| policy).collect())
}

pub fn save(cx: &mut Cx, organization: &str, policy: &Policy) -> Result<(), AwsError> {
    let scope = cx.partition_scope();
    POLICIES.put(cx.tx, scope, &(organization, policy.id.as_str()), policy)?;
    mark::set(cx, organization)
}

pub fn remove(cx: &mut Cx, organization: &str, id: &str) -> Result<(), AwsError> {
    let scope = cx.partition_scope();
    POLICIES.delete(cx.tx, scope, &(organization, id))?;
    mark::set(cx, organization)
}

pub fn clear(cx: &mut Cx, organization: &str) -> Result<(), AwsError> {
    for policy in all(cx, organization)? {
        remove(cx, organization, &policy.id)?;
    }
    Ok(())
}

pub fn arn(cx: &Cx, organization: &Organization, policy: &Policy) -> String {
    let kind = policy.kind.to_ascii_lowercase();
    if managed::is_managed(&policy.id) {
        return ids::arn(
            cx.partition(),
            "aws",
            &format!("policy/{kind}/{}", policy.id),
        );
    }
    organization.arn_of(
        cx,
        &format!("policy/{}/{kind}/{}", organization.id, policy.id),
    )
}

pub fn summary(cx: &Cx, organization: &Organization, policy: &Policy) -> shapes::PolicySummary {
    shapes::PolicySummary {
        id: Some(policy.id.clone()),
        arn: Some(arn(cx, organization, policy)),
        name: Some(policy.name.clone()),
        description: Some(policy.description.clone()),
        r#type: Some(policy.kind.clone()),
        aws_managed: Some(managed::is_managed(&policy.id)),
    }
}

pub fn shown(cx: &Cx, organization: &Organization, policy: &Policy) -> shapes::Policy {
    shapes::Policy {
        policy_summary: Some(summary(cx, organization, policy)),
        content: Some(policy.text.clone()),
    }
}

//! Which policy is attached to which root, unit or account.

use super::managed;
use crate::mark;
use crate::organization::row::Organization;
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Index, Scope, Span, Stored, Table, Tx, key_bytes};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// By organisation, target and policy.
static ATTACHMENTS: Table<(String, String, String), Attachment> =
    Table::new("organizations_attachment")
        .with_indexes(&[Index::new("policy", |key: &(String, String, String), _| {
            vec![key_bytes(&(key.0.as_str(), key.2.as_str()))]
        })]);

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Attachment {
    pub target: String,
    pub policy: String,
    pub kind: String,
    pub since: Timestamp,
}

impl Stored for Attachment {
    const VERSION: u32 = 1;
}

pub fn put(
    cx: &mut Cx,
    organization: &str,
    target: &str,
    policy: &str,
    kind: &str,
) -> Result<(), AwsError> {
    let scope = cx.partition_scope();
    let attachment = Attachment {
        target: target.to_owned(),
        policy: policy.to_owned(),
        kind: kind.to_owned(),
        since: cx.now(),
    };
    ATTACHMENTS.put(cx.tx, scope, &(organization, target, policy), &attachment)?;
    mark::set(cx, organization)
}

/// Whether it was attached.
pub fn take(cx: &mut Cx, organization: &str, target: &str, policy: &str) -> Result<bool, AwsError> {
    let scope = cx.partition_scope();
    let was = ATTACHMENTS.delete(cx.tx, scope, &(organization, target, policy))?;
    mark::set(cx, organization)?;
    Ok(was)
}

/// What AWS attaches to every root, unit and account.
pub fn begin(cx: &mut Cx, organization: &Organization, target: &str) -> Result<(), AwsError> {
    if organization.all_features {
        for (policy, kind) in managed::ALL {
            put(cx, &organization.id, target, policy, kind)?;
        }
    }
    Ok(())
}

pub fn of_target(
    tx: &mut Tx,
    scope: Scope,
    organization: &str,
    target: &str,
) -> Result<Vec<Attachment>, AwsError> {
    let span = Span::prefix(&(organization, target));
    let rows = ATTACHMENTS.scan(tx, scope, span, usize::MAX, false)?;
    Ok(rows.into_iter().map(|(_, attachment)| attachment).collect())
}

pub fn of_policy(
    cx: &mut Cx,
    organization: &str,
    policy: &str,
) -> Result<Vec<Attachment>, AwsError> {
    let scope = cx.partition_scope();
    let prefix = key_bytes(&(organization, policy));
    let rows = ATTACHMENTS.by_index(cx.tx, scope, "policy", &prefix, usize::MAX)?;
    Ok(rows.into_iter().map(|(_, attachment)| attachment).collect())
}

fn all(cx: &mut Cx, organization: &str) -> Result<Vec<Attachment>, AwsError> {
    let scope = cx.partition_scope();
    let span = Span::prefix(organization);
    let rows = ATTACHMENTS.scan(cx.tx, scope, span, usize::MAX, false)?;
    Ok(rows.into_iter().map(|(_, attachment)| attachment).collect())
}

/// The target is gone.
pub fn drop_target(cx: &mut Cx, organization: &str, target: &str) -> Result<(), AwsError> {
    let scope = cx.partition_scope();
    for attachment in of_target(cx.tx, scope, organization, target)? {
        take(cx, organization, target, &attachment.policy)?;
    }
    Ok(())
}

/// A kind was switched off: its policies are attached nowhere, and everything has AWS's again.
pub fn drop_kind(cx: &mut Cx, organization: &str, kind: &str) -> Result<(), AwsError> {
    let attached = all(cx, organization)?;
    let mut targets: Vec<&str> = attached.iter().map(|a| a.target.as_str()).collect();
    targets.dedup();
    for attachment in attached.iter().filter(|a| a.kind == kind) {
        take(cx, organization, &attachment.target, &attachment.policy)?;
    }
    for target in targets {
        for (policy, _) in managed::ALL.iter().filter(|(_, of)| *of == kind) {
            put(cx, organization, target, policy, kind)?;
        }
    }
    Ok(())
}

pub fn clear(cx: &mut Cx, organization: &str) -> Result<(), AwsError> {
    for attachment in all(cx, organization)? {
        take(cx, organization, &attachment.target, &attachment.policy)?;
    }
    Ok(())
}

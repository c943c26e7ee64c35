//! An account's own managed policy and its versions as they are stored.

use crate::entity::key;
use crate::tags::Tags;
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Span, Stored, Table};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// By name in lower case.
pub static POLICIES: Table<String, Policy> = Table::new("iam_policy");

/// By the policy's key and the version's number.
pub static VERSIONS: Table<(String, u32), Version> = Table::new("iam_policy_version");

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Policy {
    pub name: String,
    pub path: String,
    pub id: String,
    pub description: Option<String>,
    pub created: Timestamp,
    pub updated: Timestamp,
    pub tags: Tags,
    pub default_version: u32,
    /// The number given last; numbers are never given again.
    pub last_version: u32,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Version {
    pub document: String,
    pub created: Timestamp,
}

impl Stored for Policy {
    const VERSION: u32 = 1;
}

impl Stored for Version {
    const VERSION: u32 = 1;
}

pub fn save(cx: &mut Cx, policy: &Policy) -> Result<(), AwsError> {
    let scope = cx.account_scope();
    Ok(POLICIES.put(cx.tx, scope, &key(&policy.name), policy)?)
}

pub fn save_version(
    cx: &mut Cx,
    policy: &Policy,
    number: u32,
    document: String,
    created: Timestamp,
) -> Result<(), AwsError> {
    let scope = cx.account_scope();
    let version = Version { document, created };
    Ok(VERSIONS.put(cx.tx, scope, &(key(&policy.name), number), &version)?)
}

pub fn version(cx: &mut Cx, policy: &Policy, number: u32) -> Result<Option<Version>, AwsError> {
    let scope = cx.account_scope();
    Ok(VERSIONS.get(cx.tx, scope, &(key(&policy.name), number))?)
}

/// All versions, the newest first.
pub fn versions(cx: &mut Cx, policy: &Policy) -> Result<Vec<(u32, Version)>, AwsError> {
    let scope = cx.account_scope();
    let span = Span::prefix(&key(&policy.name));
    let rows = VERSIONS.scan(cx.tx, scope, span, usize::MAX, true)?;
    Ok(rows
        .into_iter()
        .map(|((_, n), version)| (n, version))
        .collect())
}

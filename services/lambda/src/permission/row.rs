//! The policy of a function, or of one of its versions or aliases.

use crate::errors;
use crate::limits;
use crate::names::Named;
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::ids;
use haneul_store::{Span, Stored, Table};
use serde::{Deserialize, Serialize};

/// By function and qualifier, which is empty for the function itself.
static POLICIES: Table<(String, String), Policy> = Table::new("lambda_policy");

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Policy {
    /// By their ids, as JSON.
    pub statements: Vec<(String, String)>,
    pub revision: String,
}

impl Stored for Policy {
    const VERSION: u32 = 1;
}

impl Policy {
    pub fn text(&self) -> String {
        let statements: Vec<_> = self
            .statements
            .iter()
            .map(|(_, text)| text.as_str())
            .collect();
        format!(
            r#"{{"Version":"2012-10-17","Id":"default","Statement":[{}]}}"#,
            statements.join(",")
        )
    }
}

fn place(named: &Named) -> (String, String) {
    (
        named.name.clone(),
        named.qualifier.clone().unwrap_or_default(),
    )
}

pub fn find(cx: &mut Cx, named: &Named) -> Result<Option<Policy>, AwsError> {
    let scope = cx.scope_of(&named.account, cx.region());
    Ok(POLICIES.get(cx.tx, scope, &place(named))?)
}

/// For the path: what decides about calls of this name.
pub fn policy_of(cx: &mut Cx, named: &Named) -> Result<Option<String>, AwsError> {
    Ok(find(cx, named)?.map(|policy| policy.text()))
}

/// A policy without statements is none.
pub fn save(cx: &mut Cx, named: &Named, policy: &mut Policy) -> Result<(), AwsError> {
    let scope = cx.scope_of(&named.account, cx.region());
    if policy.statements.is_empty() {
        POLICIES.delete(cx.tx, scope, &place(named))?;
        return Ok(());
    }
    if policy.text().len() > limits::POLICY {
        return Err(errors::policy_length());
    }
    policy.revision = ids::uuid(cx.random());
    Ok(POLICIES.put(cx.tx, scope, &place(named), policy)?)
}

pub fn forget(cx: &mut Cx, named: &Named) -> Result<(), AwsError> {
    let scope = cx.scope_of(&named.account, cx.region());
    for key in POLICIES.keys(cx.tx, scope, Span::prefix(&named.name), usize::MAX, false)? {
        POLICIES.delete(cx.tx, scope, &key)?;
    }
    Ok(())
}

pub fn forget_one(cx: &mut Cx, named: &Named) -> Result<(), AwsError> {
    let scope = cx.scope_of(&named.account, cx.region());
    POLICIES.delete(cx.tx, scope, &place(named))?;
    Ok(())
}

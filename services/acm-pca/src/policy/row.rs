//! The row of a policy, and what decides beside it.

use crate::permission;
use crate::place::Place;
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Stored, Table};
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

/// By authority.
pub static POLICIES: Table<String, Policy> = Table::new("acm_pca_policy");

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Policy {
    pub text: String,
}

impl Stored for Policy {
    const VERSION: u32 = 1;
}

pub fn find(cx: &mut Cx, place: &Place) -> Result<Option<String>, AwsError> {
    let scope = place.scope(cx);
    let found = POLICIES.get(cx.tx, scope, &place.id)?;
    Ok(found.map(|policy| policy.text))
}

pub fn remove(cx: &mut Cx, authority: &str) -> Result<(), AwsError> {
    let scope = cx.scope();
    POLICIES.delete(cx.tx, scope, authority)?;
    Ok(())
}

/// All that the authority's owner lets others do: its policy, its permissions, and that ACM fetches
/// what it had issued for the same account.
pub fn of(cx: &mut Cx, place: &Place) -> Result<Option<String>, AwsError> {
    let arn = place.arn(cx);
    let mut statements = vec![json!({
        "Effect": "Allow",
        "Principal": {"Service": "acm.amazonaws.com"},
        "Action": "acm-pca:GetCertificate",
        "Resource": arn,
        "Condition": {"StringEquals": {"aws:SourceAccount": place.account}},
    })];
    if let Some(text) = find(cx, place)? {
        let policy: Json = serde_json::from_str(&text).map_err(AwsError::internal)?;
        match &policy["Statement"] {
            Json::Array(several) => statements.extend(several.iter().cloned()),
            one => statements.push(one.clone()),
        }
    }
    for permission in permission::all(cx, place)? {
        statements.push(permission.statement(&arn));
    }
    let whole = json!({"Version": "2012-10-17", "Statement": statements});
    Ok(Some(whole.to_string()))
}

//! The rows of the account's policies, and what of all policies is in force for a group.

use crate::group::row::{Group, Policy};
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Span, Stored, Table};
use serde_json::{Value as Json, json};

/// By name.
pub static POLICIES: Table<String, Policy> = Table::new("logs_policy");

impl Stored for Policy {
    const VERSION: u32 = 1;
}

/// Of an account in a Region.
pub const MOST: usize = 10;

/// Those of the account and the group's own as one.
pub fn in_force(cx: &mut Cx, group: Option<&Group>) -> Result<Option<String>, AwsError> {
    let scope = cx.scope();
    let rows = POLICIES.scan(cx.tx, scope, Span::all(), MOST, false)?;
    let own = group.and_then(|group| group.policy.as_ref());
    let texts = rows.iter().map(|(_, row)| row.text.as_str());
    let texts: Vec<&str> = texts.chain(own.map(|own| own.text.as_str())).collect();
    match texts.as_slice() {
        [] => Ok(None),
        [one] => Ok(Some((*one).to_owned())),
        many => Ok(Some(join(many))),
    }
}

fn join(texts: &[&str]) -> String {
    let mut statements = Vec::new();
    for text in texts {
        let policy: Json = serde_json::from_str(text).unwrap_or_default();
        match policy.get("Statement") {
            Some(Json::Array(many)) => statements.extend(many.iter().cloned()),
            Some(one) => statements.push(one.clone()),
            None => {}
        }
    }
    json!({"Version": "2012-10-17", "Statement": statements}).to_string()
}

//! Which grants speak for a caller.

use super::row::{self, Constraint, Grant};
use crate::key::Found;
use haneul_model::Value;
use haneul_pipeline::{AwsError, Cx, ListGrant};
use haneul_policy::PrincipalKind;

/// What a key's grants give the caller, of what an action needs.
pub fn of_caller(
    cx: &mut Cx,
    found: &Found,
    action: &str,
    context: Option<&Value>,
) -> Result<Option<ListGrant>, AwsError> {
    let operation = action.strip_prefix("kms:").unwrap_or(action);
    let speaks = |grant: &Grant| {
        let allows = grant.operations.iter().any(|allowed| allowed == operation);
        let constraint = grant.context.as_ref().filter(|_| has_context(operation));
        allows && constraint.is_none_or(|constraint| constraint.holds(context))
    };
    if !row::exist(cx, found)? {
        return Ok(None);
    }
    for (name, counts) in names(cx) {
        if row::to(cx, found, &name)?.iter().any(speaks) {
            return Ok(Some(counts));
        }
    }
    Ok(None)
}

/// The names that a caller goes by, and how far a grant to that name goes.
fn names(cx: &Cx) -> Vec<(String, ListGrant)> {
    let principal = &cx.caller().principal;
    let mut names = vec![(principal.arn.clone(), ListGrant::Everyone)];
    match &principal.kind {
        PrincipalKind::Anonymous => return Vec::new(),
        PrincipalKind::Service(_) => return names,
        PrincipalKind::AssumedRole { role_arn } => {
            names.push((role_arn.clone(), ListGrant::Everyone));
        }
        _ => {}
    }
    let root = format!("arn:{}:iam::{}:root", cx.partition(), principal.account);
    if principal.arn != root {
        names.push((root, ListGrant::Account));
    }
    names
}

/// How far a grant lets the caller retire it: who is named needs no further leave, an account's users
/// need that of their account.
pub fn may_retire(cx: &Cx, found: &Found, grant: &Grant) -> Option<ListGrant> {
    let owner = format!("arn:{}:iam::{}:root", cx.partition(), found.account);
    if cx.caller().principal.arn == owner {
        return Some(ListGrant::Everyone);
    }
    let itself = grant
        .operations
        .iter()
        .any(|operation| operation == "RetireGrant");
    let named =
        |name: &str| grant.retiring.as_deref() == Some(name) || itself && grant.grantee == name;
    let found = names(cx).into_iter().find(|(name, _)| named(name));
    found.map(|(_, counts)| counts)
}

/// Constraints are about what takes an encryption context, and about grants that hand it on.
fn has_context(operation: &str) -> bool {
    let first = operation.trim_end_matches("WithoutPlaintext");
    matches!(
        first,
        "Encrypt"
            | "Decrypt"
            | "GenerateDataKey"
            | "GenerateDataKeyPair"
            | "ReEncryptFrom"
            | "ReEncryptTo"
    )
}

impl Constraint {
    fn holds(&self, context: Option<&Value>) -> bool {
        let given = match context {
            Some(Value::Map(entries)) => entries.as_slice(),
            _ => &[],
        };
        let has = |(key, value): &(String, String)| {
            let mut found = given.iter().filter(|(known, _)| known == key);
            found.any(|(_, found)| found.as_str() == Some(value))
        };
        self.pairs.iter().all(has) && (!self.whole || given.len() == self.pairs.len())
    }
}

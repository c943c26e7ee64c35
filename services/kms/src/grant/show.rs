//! A grant as listings show it.

use super::row::Grant;
use crate::shapes::{GrantConstraints, GrantListEntry};

pub fn entry(arn: &str, grant: Grant) -> GrantListEntry {
    let constraints = grant.context.map(|constraint| match constraint.whole {
        true => GrantConstraints {
            encryption_context_equals: Some(constraint.pairs),
            ..GrantConstraints::default()
        },
        false => GrantConstraints {
            encryption_context_subset: Some(constraint.pairs),
            ..GrantConstraints::default()
        },
    });
    GrantListEntry {
        key_id: Some(arn.to_owned()),
        grant_id: Some(grant.id),
        // AWS shows an empty name where there is none.
        name: Some(grant.name.unwrap_or_default()),
        creation_date: Some(grant.created),
        grantee_principal: Some(grant.grantee),
        retiring_principal: grant.retiring,
        issuing_account: Some(grant.issuer),
        operations: Some(grant.operations),
        constraints,
        ..GrantListEntry::default()
    }
}

//! Whom roles trust, for whoever watches over access.

use super::row::ROLES;
use crate::arn;
use haneul_pipeline::{AwsError, Exposed};
use haneul_policy::PolicyKind;
use haneul_store::{Scope, Span, Tx};

pub fn exposed(tx: &mut Tx, scope: Scope<'_>) -> Result<Vec<Exposed>, AwsError> {
    let (partition, account) = (scope.partition, scope.account);
    let everywhere = Scope::new(partition, account, "");
    let rows = ROLES.scan(tx, everywhere, Span::all(), usize::MAX, false)?;
    let shown = rows.into_iter().map(|(_, role)| Exposed {
        arn: arn::of(partition, account, "role", &role.path, &role.name),
        kind: "AWS::IAM::Role",
        owner: account.to_owned(),
        canonical_owner: None,
        policy: Some(role.trust.text),
        policy_kind: PolicyKind::Trust,
        shut_if_public: false,
    });
    Ok(shown.collect())
}

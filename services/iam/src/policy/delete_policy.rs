//! DeletePolicy: only a policy nobody uses, with no version but its default, can go.

use super::managed;
use super::row::{self, POLICIES, VERSIONS};
use crate::entity::key;
use crate::shapes::{DeletePolicyOutput, DeletePolicyRequest};
use crate::usage::{self, Tally};
use crate::{count, errors};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: DeletePolicyRequest) -> Result<DeletePolicyOutput, AwsError> {
    let policy = managed::find_own(cx, &input.policy_arn)?;
    if usage::tally(cx, &input.policy_arn)? != Tally::default() {
        return Err(errors::policy_in_use());
    }
    if row::versions(cx, &policy)?.len() > 1 {
        return Err(errors::has_versions());
    }
    let scope = cx.account_scope();
    let own = key(&policy.name);
    VERSIONS.delete(cx.tx, scope, &(own.as_str(), policy.default_version))?;
    POLICIES.delete(cx.tx, scope, &own)?;
    count::remove(cx, "policy")?;
    Ok(DeletePolicyOutput {})
}

//! DeleteResourcePolicy: of the account, by its name, or of one group.

use crate::errors;
use crate::group::row as groups;
use crate::place;
use crate::policy::put_resource_policy::check;
use crate::policy::row::POLICIES;
use crate::shapes::DeleteResourcePolicyRequest;
use haneul_pipeline::{AwsError, Cx, Reply};

pub fn run(cx: &mut Cx, input: DeleteResourcePolicyRequest) -> Result<Reply, AwsError> {
    let missing = || errors::missing("The specified resource policy does not exist.");
    if let Some(arn) = &input.resource_arn {
        let name = place::group_name(cx, arn)?.to_owned();
        let mut group = groups::at(cx, &name)?;
        let old = group.policy.take().ok_or_else(missing)?;
        check(Some(&old), input.expected_revision_id.as_deref())?;
        groups::put(cx, &group)?;
        return Ok(Reply::default());
    }
    let name = input
        .policy_name
        .ok_or_else(|| errors::parameter("Either policyName or resourceArn must be specified."))?;
    let scope = cx.scope();
    match POLICIES.delete(cx.tx, scope, &name)? {
        true => Ok(Reply::default()),
        false => Err(missing()),
    }
}

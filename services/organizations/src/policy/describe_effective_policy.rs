//! DescribeEffectivePolicy: what all levels together say of an account.

use super::effective;
use crate::access::{self, Standing};
use crate::ids::Kind;
use crate::shapes::{
    DescribeEffectivePolicyRequest, DescribeEffectivePolicyResponse, EffectivePolicy,
};
use crate::{account, errors};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: DescribeEffectivePolicyRequest,
) -> Result<DescribeEffectivePolicyResponse, AwsError> {
    let standing = access::standing(cx)?;
    let organization = access::belonging(cx)?;
    let target = input.target_id.unwrap_or_else(|| cx.account().to_owned());
    if target != cx.account() && !matches!(standing, Standing::Management(_)) {
        access::reading(cx)?;
    }
    if Kind::of(&target) != Some(Kind::Account) {
        return Err(errors::input(
            "TARGET_NOT_SUPPORTED",
            "You can't perform the specified operation on that target entity.",
        ));
    }
    account::row::member(cx, &organization, &target)?.ok_or_else(errors::no_target)?;
    if !organization.has(&input.policy_type) {
        return Err(errors::no_effective_policy());
    }
    let scope = cx.partition_scope();
    let found = effective::of(cx.tx, scope, &organization, &target, &input.policy_type)?;
    let (content, updated) = found.ok_or_else(errors::no_effective_policy)?;
    Ok(DescribeEffectivePolicyResponse {
        effective_policy: Some(EffectivePolicy {
            policy_content: Some(content.to_string()),
            last_updated_timestamp: Some(updated),
            target_id: Some(target),
            policy_type: Some(input.policy_type),
        }),
    })
}

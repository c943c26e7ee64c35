//! PutAccessPointPolicy, GetAccessPointPolicy, DeleteAccessPointPolicy, GetAccessPointPolicyStatus.

use super::nothing;
use super::row;
use crate::control::account_block;
use crate::control::shapes::{
    DeleteAccessPointPolicyRequest, GetAccessPointPolicyRequest, GetAccessPointPolicyResult,
    GetAccessPointPolicyStatusRequest, GetAccessPointPolicyStatusResult, PolicyStatus,
    PutAccessPointPolicyRequest,
};
use crate::{errors, policy};
use haneul_pipeline::{AwsError, Cx, Reply};

pub fn put_policy(cx: &mut Cx, input: PutAccessPointPolicyRequest) -> Result<Reply, AwsError> {
    let mut point = row::existing(cx, &input.name)?;
    let arn = row::arn(cx.partition(), cx.region(), cx.account(), &point.name);
    let parsed = policy::parse_for(&arn, &input.policy)?;
    let (partition, account) = (cx.partition(), cx.account());
    let all = account_block::of(cx.tx, partition, account)?.unwrap_or_default();
    if parsed.is_public() && (point.blocks.block_policy || all.block_policy) {
        return Err(errors::access_denied());
    }
    point.policy_is_public = parsed.is_public();
    point.policy = Some(input.policy);
    row::put(cx, &point)?;
    Ok(nothing())
}

pub fn show_policy(
    cx: &mut Cx,
    input: GetAccessPointPolicyRequest,
) -> Result<GetAccessPointPolicyResult, AwsError> {
    let point = row::existing(cx, &input.name)?;
    let policy = point.policy;
    let policy = policy.ok_or_else(|| errors::no_access_point_policy(&point.name))?;
    Ok(GetAccessPointPolicyResult {
        policy: Some(policy),
    })
}

pub fn delete_policy(
    cx: &mut Cx,
    input: DeleteAccessPointPolicyRequest,
) -> Result<Reply, AwsError> {
    let mut point = row::existing(cx, &input.name)?;
    point.policy = None;
    point.policy_is_public = false;
    row::put(cx, &point)?;
    Ok(nothing().status(204))
}

pub fn show_status(
    cx: &mut Cx,
    input: GetAccessPointPolicyStatusRequest,
) -> Result<GetAccessPointPolicyStatusResult, AwsError> {
    let point = row::existing(cx, &input.name)?;
    if point.policy.is_none() {
        return Err(errors::no_access_point_policy(&point.name));
    }
    Ok(GetAccessPointPolicyStatusResult {
        policy_status: Some(PolicyStatus {
            is_public: Some(point.policy_is_public),
        }),
    })
}

//! GetPolicy: one managed policy, and how often it is used.

use super::managed;
use crate::shapes::{GetPolicyRequest, GetPolicyResponse};
use crate::usage;
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: GetPolicyRequest) -> Result<GetPolicyResponse, AwsError> {
    let policy = managed::find(cx, &input.policy_arn)?;
    let tally = usage::tally(cx, &input.policy_arn)?;
    Ok(GetPolicyResponse {
        policy: Some(policy.shown(cx, tally)),
    })
}

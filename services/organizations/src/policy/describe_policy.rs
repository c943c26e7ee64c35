//! DescribePolicy: with its text.

use super::row;
use crate::access;
use crate::shapes::{DescribePolicyRequest, DescribePolicyResponse};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: DescribePolicyRequest) -> Result<DescribePolicyResponse, AwsError> {
    let organization = access::reading(cx)?;
    let policy = row::find(cx, &organization.id, &input.policy_id)?;
    Ok(DescribePolicyResponse {
        policy: Some(row::shown(cx, &organization, &policy)),
    })
}

//! GetGeneratedPolicy. A template by services is only for actions that trails do not tell of; here
//! all are told of.

use super::{document, row};
use crate::shapes::{
    GeneratedPolicy, GeneratedPolicyProperties, GeneratedPolicyResult, GetGeneratedPolicyRequest,
    GetGeneratedPolicyResponse,
};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: GetGeneratedPolicyRequest,
) -> Result<GetGeneratedPolicyResponse, AwsError> {
    let job = row::find(cx, &input.job_id)?;
    let placeholders = input.include_resource_placeholders.unwrap_or(false);
    let policies = document::write(cx.partition(), &job.used, placeholders).into_iter();
    let policies = policies.map(|policy| GeneratedPolicy {
        policy: Some(policy),
    });
    Ok(GetGeneratedPolicyResponse {
        job_details: Some(row::details(&job)),
        generated_policy_result: Some(GeneratedPolicyResult {
            generated_policies: Some(policies.collect()),
            properties: Some(GeneratedPolicyProperties {
                is_complete: Some(true),
                cloud_trail_properties: job.trail.as_ref().map(row::properties),
                principal_arn: Some(job.principal),
            }),
        }),
    })
}

//! CancelPolicyGeneration: no job is ever under way when somebody could cancel it.

use super::row;
use crate::errors;
use crate::shapes::{CancelPolicyGenerationRequest, CancelPolicyGenerationResponse};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: CancelPolicyGenerationRequest,
) -> Result<CancelPolicyGenerationResponse, AwsError> {
    let job = row::find(cx, &input.job_id)?;
    Err(errors::invalid(format!(
        "The job {} cannot be canceled because it is not in progress.",
        job.id
    )))
}

//! GetPolicy.

use super::row;
use crate::errors;
use crate::function::row as functions;
use crate::names::Named;
use crate::shapes::{GetPolicyRequest, GetPolicyResponse};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: GetPolicyRequest) -> Result<GetPolicyResponse, AwsError> {
    let named = Named::read(cx, &input.function_name, input.qualifier.as_deref())?;
    functions::version(cx, &named)?;
    let policy = row::find(cx, &named)?.ok_or_else(errors::no_policy)?;
    Ok(GetPolicyResponse {
        policy: Some(policy.text()),
        revision_id: Some(policy.revision),
    })
}

//! GetEnvironment.

use super::row;
use crate::shapes;
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: shapes::GetEnvironmentRequest,
) -> Result<shapes::Environment, AwsError> {
    Ok(row::open(cx, &input.application_id, &input.environment_id)?.shown())
}

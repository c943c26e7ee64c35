//! GetDeployment.

use super::row;
use crate::shapes;
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: shapes::GetDeploymentRequest,
) -> Result<shapes::Deployment, AwsError> {
    let (application, environment) = (&input.application_id, &input.environment_id);
    Ok(row::open(cx, application, environment, input.deployment_number)?.shown())
}

//! GetDeploymentStrategy.

use super::row;
use crate::shapes;
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: shapes::GetDeploymentStrategyRequest,
) -> Result<shapes::DeploymentStrategy, AwsError> {
    Ok(row::open(cx, &input.deployment_strategy_id)?.shown())
}

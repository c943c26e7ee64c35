//! DeleteDeploymentStrategy. Deployments keep what they need of it.

use super::row::{self, STRATEGIES};
use crate::shapes;
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: shapes::DeleteDeploymentStrategyRequest,
) -> Result<shapes::DeleteDeploymentStrategyOutput, AwsError> {
    let strategy = row::own(cx, &input.deployment_strategy_id)?;
    STRATEGIES.delete(cx.tx, cx.scope(), &strategy.id)?;
    Ok(shapes::DeleteDeploymentStrategyOutput::default())
}

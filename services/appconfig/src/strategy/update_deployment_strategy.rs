//! UpdateDeploymentStrategy: for deployments that begin after.

use super::growth::Growth;
use super::row;
use crate::shapes;
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: shapes::UpdateDeploymentStrategyRequest,
) -> Result<shapes::DeploymentStrategy, AwsError> {
    let mut strategy = row::own(cx, &input.deployment_strategy_id)?;
    strategy.description = input.description.or(strategy.description);
    let plan = &mut strategy.plan;
    plan.duration = input
        .deployment_duration_in_minutes
        .unwrap_or(plan.duration);
    plan.bake = input.final_bake_time_in_minutes.unwrap_or(plan.bake);
    plan.factor = input.growth_factor.unwrap_or(plan.factor);
    if input.growth_type.is_some() {
        plan.growth = Growth::read(input.growth_type.as_deref());
    }
    row::save(cx, &strategy)?;
    Ok(strategy.shown())
}

//! CreateDeploymentStrategy.

use super::growth::{Growth, Plan};
use super::row::{self, STRATEGIES, Strategy};
use crate::{errors, id, limits, shapes, tag};
use haneul_pipeline::{AwsError, Cx};
use haneul_store::Span;

pub fn run(
    cx: &mut Cx,
    input: shapes::CreateDeploymentStrategyRequest,
) -> Result<shapes::DeploymentStrategy, AwsError> {
    if input.replicate_to.as_deref() == Some("SSM_DOCUMENT") {
        return Err(AwsError::not_implemented(
            "deployment strategies that are replicated to documents of Systems Manager",
        ));
    }
    if STRATEGIES.count(cx.tx, cx.scope(), Span::all())? >= limits::STRATEGIES {
        return Err(errors::too_many(
            "deployment strategies",
            limits::STRATEGIES,
        ));
    }
    let strategy = Strategy {
        id: id::fresh(cx),
        name: input.name,
        description: input.description,
        plan: Plan {
            growth: Growth::read(input.growth_type.as_deref()),
            factor: input.growth_factor,
            duration: input.deployment_duration_in_minutes,
            bake: input.final_bake_time_in_minutes.unwrap_or(0),
        },
        replicate: "NONE".to_owned(),
        tags: tag::fresh(input.tags)?,
    };
    row::save(cx, &strategy)?;
    Ok(strategy.shown())
}

//! UpdateFunctionConfiguration: what is said is changed.

use super::config::{self, said};
use super::{change, role, row, show};
use crate::names::Named;
use crate::shapes::{FunctionConfiguration, UpdateFunctionConfigurationRequest};
use haneul_pipeline::{AwsError, Cx, Edge};

pub async fn run(
    edge: Edge,
    input: UpdateFunctionConfigurationRequest,
) -> Result<FunctionConfiguration, AwsError> {
    if let Some(said) = &input.role {
        role::check(&edge, said).await?;
    }
    edge.answer(|cx| update(cx, input.clone())).await
}

fn update(
    cx: &mut Cx,
    mut input: UpdateFunctionConfigurationRequest,
) -> Result<FunctionConfiguration, AwsError> {
    let named = Named::whole(cx, &input.function_name)?;
    let mut function = row::settled(cx, &named, input.revision_id.as_deref())?;
    let mut latest = function.latest.clone();
    let said = config::Said {
        role: input.role.take(),
        ..said!(input)
    };
    config::apply(cx, &mut latest.config, said)?;
    if let Some(description) = input.description {
        latest.description = description;
    }
    config::fits_unzipped(&latest.config, &latest.code)?;
    change::begin(cx, &mut latest, true);
    change::replace(cx, &mut function, latest)?;
    row::save(cx, &named, &function)?;
    Ok(show::configuration(cx, &named, &function, &function.latest))
}

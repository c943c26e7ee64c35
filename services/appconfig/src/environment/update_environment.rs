//! UpdateEnvironment.

use super::{monitors, row};
use crate::shapes;
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: shapes::UpdateEnvironmentRequest,
) -> Result<shapes::Environment, AwsError> {
    let mut environment = row::open(cx, &input.application_id, &input.environment_id)?;
    environment.name = input.name.unwrap_or(environment.name);
    environment.description = input.description.or(environment.description);
    if input.monitors.is_some() {
        environment.monitors = monitors::read(input.monitors)?;
    }
    row::save(cx, &environment)?;
    Ok(environment.shown())
}

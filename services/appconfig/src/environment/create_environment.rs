//! CreateEnvironment.

use super::monitors;
use super::row::{self, Environment, State};
use crate::{application, errors, id, limits, shapes, tag};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: shapes::CreateEnvironmentRequest,
) -> Result<shapes::Environment, AwsError> {
    let application = application::open(cx, &input.application_id)?.id;
    if row::count(cx, &application)? >= limits::ENVIRONMENTS {
        return Err(errors::too_many("environments", limits::ENVIRONMENTS));
    }
    let environment = Environment {
        application,
        id: id::fresh(cx),
        name: input.name,
        description: input.description,
        monitors: monitors::read(input.monitors)?,
        tags: tag::fresh(input.tags)?,
        created: cx.now(),
        state: State::Ready,
        last: 0,
    };
    row::save(cx, &environment)?;
    Ok(environment.shown())
}

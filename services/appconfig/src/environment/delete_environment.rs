//! DeleteEnvironment: with its deployments, which go a piece in each transaction.

use super::row::{self, ENVIRONMENTS};
use super::sweep;
use crate::settings::{self, Guarded};
use crate::{errors, place, shapes};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: shapes::DeleteEnvironmentRequest,
) -> Result<shapes::DeleteEnvironmentOutput, AwsError> {
    let environment = row::open(cx, &input.application_id, &input.environment_id)?;
    if environment.is_busy() {
        return Err(errors::conflict(format!(
            "Environment {} has a deployment in progress.",
            environment.id
        )));
    }
    let guarded = Guarded {
        arn: place::environment(cx, &environment.application, &environment.id),
        created: environment.created,
        check: input.deletion_protection_check.as_deref(),
    };
    settings::guard(cx, &guarded)?;
    let key = (environment.application.as_str(), environment.id.as_str());
    ENVIRONMENTS.delete(cx.tx, cx.scope(), &key)?;
    sweep::go_on(cx, key)?;
    Ok(shapes::DeleteEnvironmentOutput::default())
}

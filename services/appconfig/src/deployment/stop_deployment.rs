//! StopDeployment: rolls back what is under way, and reverts what is finished, if that is allowed.

use super::back;
use super::event::By;
use super::row::{self, State};
use crate::{errors, shapes};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: shapes::StopDeploymentRequest,
) -> Result<shapes::Deployment, AwsError> {
    let (application, environment) = (&input.application_id, &input.environment_id);
    let mut deployment = row::open(cx, application, environment, input.deployment_number)?;
    let revert = input.allow_revert == Some(true);
    match deployment.state {
        state if state.goes_on() => {
            let who = cx.account().to_owned();
            back::roll_back(cx, &mut deployment, By::User, &who)?;
        }
        State::Complete if revert => back::revert(cx, &mut deployment)?,
        _ => {
            return Err(errors::bad(format!(
                "Deployment {} is not in progress and cannot be stopped.",
                deployment.number
            )));
        }
    }
    Ok(deployment.shown())
}

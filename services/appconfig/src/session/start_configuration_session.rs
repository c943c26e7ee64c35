//! StartConfigurationSession: a client begins to read.

use super::shapes::{StartConfigurationSessionRequest, StartConfigurationSessionResponse};
use super::token::{About, Token};
use crate::{access, application, environment, errors, limits, profile};
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::ids;

pub fn run(
    cx: &mut Cx,
    input: StartConfigurationSessionRequest,
) -> Result<StartConfigurationSessionResponse, AwsError> {
    let given = (
        input.application_identifier.as_str(),
        input.environment_identifier.as_str(),
        input.configuration_profile_identifier.as_str(),
    );
    let (application, environment, profile) = access::configuration_ids(cx, given)?;
    let missing = |kind, member, id: &str| errors::nothing_there(kind, &[(member, id)]);
    if application::find(cx, &application)?.is_none() {
        return Err(missing("Application", "ApplicationIdentifier", given.0));
    }
    if environment::find(cx, &application, &environment)?.is_none() {
        return Err(missing("Environment", "EnvironmentIdentifier", given.1));
    }
    if profile::find(cx, &application, &profile)?.is_none() {
        let member = "ConfigurationProfileIdentifier";
        return Err(missing("ConfigurationProfile", member, given.2));
    }
    let interval = input.required_minimum_poll_interval_in_seconds;
    let about = About {
        application,
        environment,
        profile,
        session: ids::uuid(cx.random()),
        interval: interval.unwrap_or(limits::POLL_SECONDS),
    };
    let token = Token::first(cx, about).seal(cx)?;
    Ok(StartConfigurationSessionResponse {
        initial_configuration_token: Some(token),
    })
}

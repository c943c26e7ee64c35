//! GetConfiguration: the old way to read a configuration, by a client that says who it is.

use super::pick::{Picked, pick};
use crate::{deployment, environment, errors, profile, settings, shapes};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: shapes::GetConfigurationRequest,
) -> Result<shapes::Configuration, AwsError> {
    let environment = environment::open(cx, &input.application, &input.environment)?;
    let profile = profile::open(cx, &environment.application, &input.configuration)?;
    let asked = Picked {
        application: &environment.application,
        environment: &environment.id,
        profile: &profile.id,
        client: &input.client_id,
    };
    let found = pick(cx, &asked)?;
    let found = found.ok_or_else(|| errors::not_found("Deployment", &profile.id))?;
    settings::note_use(cx, (&environment.application, &environment.id, &profile.id))?;
    let known = input.client_configuration_version.as_deref() == Some(found.version.as_str());
    let content = match known {
        true => None,
        false => Some(deployment::content(cx, &found)?.open(cx)?),
    };
    Ok(shapes::Configuration {
        content,
        configuration_version: Some(found.version),
        content_type: Some(found.content_type),
    })
}

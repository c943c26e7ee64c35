//! GetLatestConfiguration: what a client should have now, if it has it not yet, and the token for the
//! next time.

use super::shapes::{GetLatestConfigurationRequest, GetLatestConfigurationResponse};
use super::token;
use crate::retrieval::{Picked, pick};
use crate::{deployment, errors, settings};
use bytes::Bytes;
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: GetLatestConfigurationRequest,
) -> Result<GetLatestConfigurationResponse, AwsError> {
    let token = token::open(cx, &input.configuration_token)?;
    token.check(cx)?;
    let asked = Picked {
        application: &token.application,
        environment: &token.environment,
        profile: &token.profile,
        client: &token.session,
    };
    let found = pick(cx, &asked)?;
    let found = found.ok_or_else(|| {
        errors::nothing_there(
            "Deployment",
            &[
                ("ApplicationIdentifier", &token.application),
                ("EnvironmentIdentifier", &token.environment),
                ("ConfigurationProfileIdentifier", &token.profile),
            ],
        )
    })?;
    let place = (
        token.application.as_str(),
        token.environment.as_str(),
        token.profile.as_str(),
    );
    settings::note_use(cx, place)?;
    let content = match token.seen == Some(found.number) {
        true => Bytes::new(),
        false => deployment::content(cx, &found)?.open(cx)?,
    };
    let interval = token.interval;
    let next = token.next(cx, found.number).seal(cx)?;
    Ok(GetLatestConfigurationResponse {
        next_poll_configuration_token: Some(next),
        next_poll_interval_in_seconds: Some(interval),
        content_type: Some(found.content_type),
        configuration: Some(content),
        version_label: found.label,
    })
}

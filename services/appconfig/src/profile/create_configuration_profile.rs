//! CreateConfigurationProfile.

use super::given;
use super::location::{self, Location};
use super::row::{self, FLAGS, Profile};
use crate::{application, errors, id, limits, shapes, tag};
use haneul_pipeline::{AwsError, Cx};

const FREE: &str = "AWS.Freeform";

pub fn run(
    cx: &mut Cx,
    input: shapes::CreateConfigurationProfileRequest,
) -> Result<shapes::ConfigurationProfile, AwsError> {
    let application = application::open(cx, &input.application_id)?.id;
    if row::count(cx, &application)? >= limits::PROFILES {
        return Err(errors::too_many("configuration profiles", limits::PROFILES));
    }
    let kind = input.r#type.unwrap_or_else(|| FREE.to_owned());
    if kind != FREE && kind != FLAGS {
        return Err(errors::bad(format!(
            "Invalid configuration profile type {kind}."
        )));
    }
    let hosted = location::read(&input.location_uri)? == Location::Hosted;
    if kind == FLAGS && !hosted {
        return Err(errors::bad(
            "Feature flags are kept in the hosted configuration store only.",
        ));
    }
    if !hosted && input.retrieval_role_arn.is_none() {
        return Err(errors::bad(
            "RetrievalRoleArn is required for the given LocationUri.",
        ));
    }
    let profile = Profile {
        application,
        id: id::fresh(cx),
        name: input.name,
        description: input.description,
        location: input.location_uri,
        role: input.retrieval_role_arn,
        validators: given::validators(input.validators)?,
        kind,
        key: given::key(cx, input.kms_key_identifier)?,
        tags: tag::fresh(input.tags)?,
        created: cx.now(),
        last: 0,
    };
    row::save(cx, &profile)?;
    Ok(profile.shown())
}

//! CreateInstanceProfile: a profile without a role.

use super::row::{self, PROFILES, Profile};
use crate::entity::{self, key};
use crate::shapes::{CreateInstanceProfileRequest, CreateInstanceProfileResponse};
use crate::{count, errors, limits, tags};
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::ids;

pub fn run(
    cx: &mut Cx,
    input: CreateInstanceProfileRequest,
) -> Result<CreateInstanceProfileResponse, AwsError> {
    let tags = tags::first(input.tags, "TagsPerInstanceProfile")?;
    let (scope, name) = (cx.account_scope(), input.instance_profile_name);
    if PROFILES.exists(cx.tx, scope, &key(&name))? {
        return Err(errors::instance_profile_exists(&name));
    }
    let limit = limits::INSTANCE_PROFILES_PER_ACCOUNT;
    count::add(cx, "instance-profile", "InstanceProfilesPerAccount", limit)?;
    let profile = Profile {
        name,
        path: input.path.unwrap_or_else(|| "/".to_owned()),
        id: ids::unique_id(cx.random(), "AIPA"),
        created: entity::now(cx),
        tags,
        role: None,
    };
    row::save(cx, &profile)?;
    Ok(CreateInstanceProfileResponse {
        instance_profile: Some(row::shown(cx, &profile)?),
    })
}

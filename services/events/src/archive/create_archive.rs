//! CreateArchive.

use super::kept;
use super::row::{self, Archive};
use crate::shapes::{CreateArchiveRequest, CreateArchiveResponse};
use crate::{bus, errors, limits};
use haneul_pattern::Pattern;
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::ids;
use jiff::SignedDuration;

pub fn run(cx: &mut Cx, input: CreateArchiveRequest) -> Result<CreateArchiveResponse, AwsError> {
    if input.kms_key_identifier.is_some() {
        return Err(AwsError::not_implemented(
            "EventBridge archives with a key of KMS",
        ));
    }
    let place = row::source(cx, &input.event_source_arn)?;
    bus::open(cx, &place)?;
    if row::find(cx, &input.archive_name)?.is_some() {
        return Err(errors::exists("Archive", &input.archive_name));
    }
    let scope = cx.scope();
    if row::all(cx, scope)?.len() >= limits::ARCHIVES {
        return Err(errors::too_many());
    }
    let pattern = input.event_pattern.filter(|text| !text.is_empty());
    check_pattern(pattern.as_deref())?;
    let archive = Archive {
        name: input.archive_name,
        id: ids::uuid(cx.random()),
        bus: place.name,
        description: input.description,
        pattern,
        retention_days: input.retention_days.unwrap_or(0),
        created: cx.now(),
    };
    row::save(cx, &archive)?;
    let at = cx.now() + SignedDuration::from_hours(24);
    kept::watch(cx, &archive, at)?;
    Ok(CreateArchiveResponse {
        archive_arn: Some(row::arn(cx, &archive.name)),
        state: Some("ENABLED".to_owned()),
        state_reason: None,
        creation_time: Some(archive.created),
    })
}

pub fn check_pattern(pattern: Option<&str>) -> Result<(), AwsError> {
    match pattern.map(Pattern::parse) {
        Some(Err(why)) => Err(errors::pattern(&why)),
        _ => Ok(()),
    }
}

//! UpdateArchive: what is not said stays.

use super::create_archive::check_pattern;
use super::row;
use crate::shapes::{UpdateArchiveRequest, UpdateArchiveResponse};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: UpdateArchiveRequest) -> Result<UpdateArchiveResponse, AwsError> {
    if input.kms_key_identifier.is_some() {
        return Err(AwsError::not_implemented(
            "EventBridge archives with a key of KMS",
        ));
    }
    let mut archive = row::open(cx, &input.archive_name)?;
    if let Some(pattern) = input.event_pattern {
        let pattern = (!pattern.is_empty()).then_some(pattern);
        check_pattern(pattern.as_deref())?;
        archive.pattern = pattern;
    }
    if input.description.is_some() {
        archive.description = input.description;
    }
    if let Some(days) = input.retention_days {
        archive.retention_days = days;
    }
    row::save(cx, &archive)?;
    Ok(UpdateArchiveResponse {
        archive_arn: Some(row::arn(cx, &archive.name)),
        state: Some("ENABLED".to_owned()),
        state_reason: None,
        creation_time: Some(archive.created),
    })
}

//! DescribeArchive.

use super::{kept, row};
use crate::place::Place;
use crate::shapes::{DescribeArchiveRequest, DescribeArchiveResponse};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: DescribeArchiveRequest,
) -> Result<DescribeArchiveResponse, AwsError> {
    let archive = row::open(cx, &input.archive_name)?;
    let total = kept::total(cx, &archive)?;
    Ok(DescribeArchiveResponse {
        archive_arn: Some(row::arn(cx, &archive.name)),
        archive_name: Some(archive.name),
        event_source_arn: Some(Place::of(cx, Some(&archive.bus)).arn()),
        description: archive.description,
        event_pattern: archive.pattern,
        state: Some("ENABLED".to_owned()),
        retention_days: Some(archive.retention_days),
        size_bytes: Some(total.bytes),
        event_count: Some(total.events),
        creation_time: Some(archive.created),
        ..DescribeArchiveResponse::default()
    })
}

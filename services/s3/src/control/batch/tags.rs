//! PutJobTagging, GetJobTagging, DeleteJobTagging.

use super::row;
use crate::control::access_point::nothing;
use crate::control::shapes::{
    DeleteJobTaggingRequest, GetJobTaggingRequest, GetJobTaggingResult, PutJobTaggingRequest, S3Tag,
};
use crate::shapes::Tag;
use crate::tagging;
use haneul_pipeline::{AwsError, Cx, Reply};

pub fn read(tags: Vec<S3Tag>) -> Result<Vec<(String, String)>, AwsError> {
    let tag = |tag: S3Tag| Tag {
        key: tag.key,
        value: tag.value,
    };
    tagging::bucket_tags(tags.into_iter().map(tag).collect())
}

pub fn put_tags(cx: &mut Cx, input: PutJobTaggingRequest) -> Result<Reply, AwsError> {
    set(cx, &input.job_id, read(input.tags)?)?;
    Ok(nothing())
}

pub fn delete_tags(cx: &mut Cx, input: DeleteJobTaggingRequest) -> Result<Reply, AwsError> {
    set(cx, &input.job_id, Vec::new())?;
    Ok(nothing())
}

fn set(cx: &mut Cx, id: &str, tags: Vec<(String, String)>) -> Result<(), AwsError> {
    let mut job = row::existing(cx, id)?;
    job.tags = tags;
    let scope = cx.scope();
    row::put(cx.tx, scope, &job)
}

pub fn show_tags(
    cx: &mut Cx,
    input: GetJobTaggingRequest,
) -> Result<GetJobTaggingResult, AwsError> {
    let job = row::existing(cx, &input.job_id)?;
    let shown = |(key, value)| S3Tag { key, value };
    Ok(GetJobTaggingResult {
        tags: Some(job.tags.into_iter().map(shown).collect()),
    })
}

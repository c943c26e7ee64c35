//! Operations: PutObjectTagging, GetObjectTagging, DeleteObjectTagging.

use super::{object_tags, shown};
use crate::bucket::{self, Bucket};
use crate::notification::{self, Event};
use crate::object::{self, Object};
use crate::replication;
use crate::shapes::{
    DeleteObjectTaggingOutput, DeleteObjectTaggingRequest, GetObjectTaggingOutput,
    GetObjectTaggingRequest, PutObjectTaggingOutput, PutObjectTaggingRequest,
};
use haneul_pipeline::{AwsError, Cx};
use std::sync::Arc;

pub fn put_object_tagging(
    cx: &mut Cx,
    input: PutObjectTaggingRequest,
) -> Result<PutObjectTaggingOutput, AwsError> {
    let version = input.version_id.as_deref();
    let (bucket, mut object) = find(cx, &input.bucket, &input.key, version)?;
    object.tags = object_tags(input.tagging.tag_set)?;
    replication::again(cx, &bucket, &input.key, &mut object)?;
    object::amend(cx, &bucket, &input.key, &object)?;
    let name = "s3:ObjectTagging:Put";
    notification::tell(cx, &bucket, &Event::of(name, &bucket, &input.key, &object))?;
    Ok(PutObjectTaggingOutput {
        version_id: object.answered_version(&bucket),
    })
}

pub fn get_object_tagging(
    cx: &mut Cx,
    input: GetObjectTaggingRequest,
) -> Result<GetObjectTaggingOutput, AwsError> {
    let version = input.version_id.as_deref();
    let (bucket, object) = find(cx, &input.bucket, &input.key, version)?;
    Ok(GetObjectTaggingOutput {
        version_id: object.answered_version(&bucket),
        tag_set: Some(shown(&object.tags)),
    })
}

pub fn delete_object_tagging(
    cx: &mut Cx,
    input: DeleteObjectTaggingRequest,
) -> Result<DeleteObjectTaggingOutput, AwsError> {
    let version = input.version_id.as_deref();
    let (bucket, mut object) = find(cx, &input.bucket, &input.key, version)?;
    object.tags.clear();
    replication::again(cx, &bucket, &input.key, &mut object)?;
    object::amend(cx, &bucket, &input.key, &object)?;
    let name = "s3:ObjectTagging:Delete";
    notification::tell(cx, &bucket, &Event::of(name, &bucket, &input.key, &object))?;
    Ok(DeleteObjectTaggingOutput {
        version_id: object.answered_version(&bucket),
    })
}

fn find(
    cx: &mut Cx,
    bucket: &str,
    key: &str,
    version: Option<&str>,
) -> Result<(Bucket, Object), AwsError> {
    let bucket = bucket::open(cx, bucket)?;
    let object = object::existing(cx, &bucket, key, version)?;
    Ok((bucket, Arc::unwrap_or_clone(object)))
}

//! DeleteObject.

use super::put_object::still_there;
use super::{conditions, settings};
use crate::shapes::{DeleteObjectOutput, DeleteObjectRequest};
use crate::{blobs, bucket, errors};
use haneul_pipeline::{AwsError, Cx, Edge};

pub async fn run(edge: Edge, input: DeleteObjectRequest) -> Result<DeleteObjectOutput, AwsError> {
    if input.if_match_last_modified_time.is_some() || input.if_match_size.is_some() {
        return Err(errors::header_not_implemented(
            "x-amz-if-match-last-modified-time",
        ));
    }
    settings::check_version(input.version_id.as_deref(), &input.key)?;
    let bucket = edge.read(|cx| bucket::open(cx, &input.bucket))?;
    let gone = edge
        .transact(|cx| {
            let bucket = still_there(cx, &bucket)?;
            let mut gone = Vec::new();
            delete(
                cx,
                &bucket,
                &input.key,
                input.if_match.as_deref(),
                &mut gone,
            )?;
            Ok(gone)
        })
        .await?;
    blobs::after_commit(&edge.cloud, &gone).await;
    Ok(DeleteObjectOutput::default())
}

/// Deletes one object if the condition holds; what is not there is as good as deleted.
pub fn delete(
    cx: &mut Cx,
    bucket: &bucket::Bucket,
    key: &str,
    if_match: Option<&str>,
    gone: &mut Vec<String>,
) -> Result<(), AwsError> {
    if let Some(tags) = if_match {
        let old = super::get(cx, bucket, key)?;
        if !old.is_some_and(|old| conditions::matches(tags, &old.etag)) {
            return Err(errors::precondition_failed("If-Match"));
        }
    }
    super::remove(cx, bucket, key, gone)?;
    Ok(())
}

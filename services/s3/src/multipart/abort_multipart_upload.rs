//! AbortMultipartUpload.

use super::row;
use crate::shapes::{AbortMultipartUploadOutput, AbortMultipartUploadRequest};
use crate::{blobs, bucket, errors};
use haneul_pipeline::{AwsError, Edge};

pub async fn run(
    edge: Edge,
    input: AbortMultipartUploadRequest,
) -> Result<AbortMultipartUploadOutput, AwsError> {
    if input.if_match_initiated_time.is_some() {
        return Err(errors::header_not_implemented(
            "x-amz-if-match-initiated-time",
        ));
    }
    let gone = edge
        .transact(|cx| {
            let bucket = bucket::open(cx, &input.bucket)?;
            row::existing(cx, &bucket, &input.key, &input.upload_id)?;
            let place = (
                bucket.id.as_str(),
                input.key.as_str(),
                input.upload_id.as_str(),
            );
            let mut gone = Vec::new();
            row::remove(
                cx.tx,
                cx.scope_of(&bucket.owner, &bucket.region),
                &place,
                |_| false,
                &mut gone,
            )?;
            Ok(gone)
        })
        .await?;
    blobs::after_commit(&edge.cloud, &gone).await;
    Ok(AbortMultipartUploadOutput::default())
}

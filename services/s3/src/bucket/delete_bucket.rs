//! DeleteBucket.

use crate::control::access_point;
use crate::shapes::{DeleteBucketOutput, DeleteBucketRequest};
use crate::{errors, multipart, object};
use haneul_pipeline::{AwsError, Cx};

/// Uploads under way do not keep a bucket alive; they end with it.
pub fn run(cx: &mut Cx, input: DeleteBucketRequest) -> Result<DeleteBucketOutput, AwsError> {
    let bucket = super::open(cx, &input.bucket)?;
    if !object::is_empty(cx, &bucket)? {
        return Err(errors::bucket_not_empty(&bucket.name));
    }
    if access_point::has_any(cx, &bucket)? {
        return Err(errors::has_access_points());
    }
    multipart::abandon(cx, &bucket)?;
    super::configured::delete_all(cx, &bucket)?;
    super::delete(cx, &bucket.name)?;
    Ok(DeleteBucketOutput::default())
}

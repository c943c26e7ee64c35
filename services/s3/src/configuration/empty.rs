//! Operations: GetBucketLogging.
//!
//! An empty answer says that nothing was configured, ever.

use crate::bucket;
use crate::shapes::{GetBucketLoggingOutput, GetBucketLoggingRequest};
use haneul_pipeline::{AwsError, Cx};

pub fn get_bucket_logging(
    cx: &mut Cx,
    input: GetBucketLoggingRequest,
) -> Result<GetBucketLoggingOutput, AwsError> {
    bucket::open(cx, &input.bucket)?;
    Ok(GetBucketLoggingOutput::default())
}

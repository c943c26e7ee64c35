//! DeleteBucketPolicy.

use crate::shapes::{DeleteBucketPolicyOutput, DeleteBucketPolicyRequest};
use crate::{bucket, errors};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: DeleteBucketPolicyRequest,
) -> Result<DeleteBucketPolicyOutput, AwsError> {
    let mut bucket = bucket::open(cx, &input.bucket)?;
    if bucket.owner != cx.account() {
        return Err(errors::method_not_allowed("DELETE", "BUCKETPOLICY"));
    }
    bucket.policy = None;
    bucket.policy_is_public = false;
    bucket::put(cx, &bucket)?;
    Ok(DeleteBucketPolicyOutput::default())
}

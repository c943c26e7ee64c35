//! GetBucketPolicy.

use crate::shapes::{GetBucketPolicyOutput, GetBucketPolicyRequest};
use crate::{bucket, errors};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: GetBucketPolicyRequest) -> Result<GetBucketPolicyOutput, AwsError> {
    let bucket = bucket::open(cx, &input.bucket)?;
    if bucket.owner != cx.account() {
        return Err(errors::method_not_allowed("GET", "BUCKETPOLICY"));
    }
    let policy = bucket.policy;
    let policy = policy.ok_or_else(|| errors::no_bucket_policy(&bucket.name))?;
    Ok(GetBucketPolicyOutput {
        policy: Some(policy),
    })
}

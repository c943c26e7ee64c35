//! GetBucketPolicyStatus.

use crate::shapes::{GetBucketPolicyStatusOutput, GetBucketPolicyStatusRequest, PolicyStatus};
use crate::{bucket, errors};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: GetBucketPolicyStatusRequest,
) -> Result<GetBucketPolicyStatusOutput, AwsError> {
    let bucket = bucket::open(cx, &input.bucket)?;
    if bucket.policy.is_none() {
        return Err(errors::no_bucket_policy(&bucket.name));
    }
    Ok(GetBucketPolicyStatusOutput {
        policy_status: Some(PolicyStatus {
            is_public: Some(bucket.policy_is_public),
        }),
    })
}

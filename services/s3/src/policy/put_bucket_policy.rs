//! PutBucketPolicy.

use super::parse;
use crate::bucket::{self, Bucket};
use crate::errors;
use crate::shapes::{PutBucketPolicyOutput, PutBucketPolicyRequest};
use haneul_pipeline::{AwsError, Cx, Reply};

pub fn run(cx: &mut Cx, input: PutBucketPolicyRequest) -> Result<Reply, AwsError> {
    let mut bucket = bucket::open(cx, &input.bucket)?;
    if bucket.owner != cx.account() {
        return Err(errors::method_not_allowed("PUT", "BUCKETPOLICY"));
    }
    let policy = parse(&bucket, cx.partition(), &input.policy)?;
    let blocks = bucket.blocks().block_policy;
    if blocks && policy.is_public() {
        return Err(blocked(cx, &bucket));
    }
    bucket.policy_is_public = policy.is_public();
    bucket.policy = Some(input.policy);
    bucket::put(cx, &bucket)?;
    Ok(Reply::new(PutBucketPolicyOutput::default()).status(204))
}

fn blocked(cx: &Cx, bucket: &Bucket) -> AwsError {
    let message = format!(
        "User: {} is not authorized to perform: s3:PutBucketPolicy on resource: \"{}\" because public policies are blocked by the BlockPublicPolicy block public access setting.",
        cx.caller().principal.arn,
        bucket.arn(cx.partition())
    );
    AwsError::new("AccessDenied", message).status(403)
}

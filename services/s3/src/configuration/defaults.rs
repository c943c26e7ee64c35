//! Operations: GetBucketRequestPayment.
//!
//! What every bucket has unless it is changed.

use crate::bucket;
use crate::shapes::{GetBucketRequestPaymentOutput, GetBucketRequestPaymentRequest};
use haneul_pipeline::{AwsError, Cx};

pub fn get_bucket_request_payment(
    cx: &mut Cx,
    input: GetBucketRequestPaymentRequest,
) -> Result<GetBucketRequestPaymentOutput, AwsError> {
    bucket::open(cx, &input.bucket)?;
    Ok(GetBucketRequestPaymentOutput {
        payer: Some("BucketOwner".to_owned()),
    })
}

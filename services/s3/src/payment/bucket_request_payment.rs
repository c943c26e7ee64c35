//! Operations: PutBucketRequestPayment, GetBucketRequestPayment.

use crate::bucket;
use crate::shapes::{
    GetBucketRequestPaymentOutput, GetBucketRequestPaymentRequest, PutBucketRequestPaymentOutput,
    PutBucketRequestPaymentRequest,
};
use haneul_pipeline::{AwsError, Cx};

const REQUESTER: &str = "Requester";

pub fn put_bucket_request_payment(
    cx: &mut Cx,
    input: PutBucketRequestPaymentRequest,
) -> Result<PutBucketRequestPaymentOutput, AwsError> {
    let mut bucket = bucket::open(cx, &input.bucket)?;
    bucket.requester_pays = input.request_payment_configuration.payer == REQUESTER;
    bucket::put(cx, &bucket)?;
    Ok(PutBucketRequestPaymentOutput::default())
}

pub fn get_bucket_request_payment(
    cx: &mut Cx,
    input: GetBucketRequestPaymentRequest,
) -> Result<GetBucketRequestPaymentOutput, AwsError> {
    let bucket = bucket::open(cx, &input.bucket)?;
    let payer = match bucket.requester_pays {
        true => REQUESTER,
        false => "BucketOwner",
    };
    Ok(GetBucketRequestPaymentOutput {
        payer: Some(payer.to_owned()),
    })
}

//! Operations: PutBucketCors, GetBucketCors, DeleteBucketCors.

use super::{KIND, Rule, rules};
use crate::bucket::{self, configured};
use crate::errors;
use crate::shapes::{
    DeleteBucketCorsOutput, DeleteBucketCorsRequest, GetBucketCorsOutput, GetBucketCorsRequest,
    PutBucketCorsOutput, PutBucketCorsRequest,
};
use haneul_pipeline::{AwsError, Cx};

pub fn put_bucket_cors(
    cx: &mut Cx,
    input: PutBucketCorsRequest,
) -> Result<PutBucketCorsOutput, AwsError> {
    let bucket = bucket::open(cx, &input.bucket)?;
    let rules = rules::checked(input.cors_configuration.cors_rules)?;
    configured::put(cx, &bucket, KIND, configured::ONLY, &rules)?;
    Ok(PutBucketCorsOutput::default())
}

pub fn get_bucket_cors(
    cx: &mut Cx,
    input: GetBucketCorsRequest,
) -> Result<GetBucketCorsOutput, AwsError> {
    let bucket = bucket::open(cx, &input.bucket)?;
    let rules: Option<Vec<Rule>> = configured::get(cx, &bucket, KIND, configured::ONLY)?;
    let rules = rules.ok_or_else(|| {
        errors::not_configured(
            "NoSuchCORSConfiguration",
            "The CORS configuration does not exist",
            &bucket.name,
        )
    })?;
    Ok(GetBucketCorsOutput {
        cors_rules: Some(rules.into_iter().map(rules::shown).collect()),
    })
}

pub fn delete_bucket_cors(
    cx: &mut Cx,
    input: DeleteBucketCorsRequest,
) -> Result<DeleteBucketCorsOutput, AwsError> {
    let bucket = bucket::open(cx, &input.bucket)?;
    configured::delete(cx, &bucket, KIND, configured::ONLY)?;
    Ok(DeleteBucketCorsOutput::default())
}

//! GetBucketLocation, which any region answers.

use super::location;
use crate::shapes::{GetBucketLocationOutput, GetBucketLocationRequest};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: GetBucketLocationRequest,
) -> Result<GetBucketLocationOutput, AwsError> {
    let bucket = super::row::existing(cx, &input.bucket)?;
    Ok(GetBucketLocationOutput {
        location_constraint: location::constraint(&bucket.region),
    })
}

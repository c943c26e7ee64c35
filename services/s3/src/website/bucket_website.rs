//! Operations: PutBucketWebsite, GetBucketWebsite, DeleteBucketWebsite.

use super::KIND;
use super::configuration::Website;
use crate::bucket::{self, configured};
use crate::errors;
use crate::shapes::{
    DeleteBucketWebsiteOutput, DeleteBucketWebsiteRequest, GetBucketWebsiteOutput,
    GetBucketWebsiteRequest, PutBucketWebsiteOutput, PutBucketWebsiteRequest,
};
use haneul_pipeline::{AwsError, Cx};

pub fn put_bucket_website(
    cx: &mut Cx,
    input: PutBucketWebsiteRequest,
) -> Result<PutBucketWebsiteOutput, AwsError> {
    let bucket = bucket::open(cx, &input.bucket)?;
    let website = Website::checked(input.website_configuration)?;
    configured::put(cx, &bucket, KIND, configured::ONLY, &website)?;
    Ok(PutBucketWebsiteOutput::default())
}

pub fn get_bucket_website(
    cx: &mut Cx,
    input: GetBucketWebsiteRequest,
) -> Result<GetBucketWebsiteOutput, AwsError> {
    let bucket = bucket::open(cx, &input.bucket)?;
    let website: Option<Website> = configured::get(cx, &bucket, KIND, configured::ONLY)?;
    let website = website.ok_or_else(|| errors::no_website(&bucket.name))?;
    Ok(website.shown())
}

pub fn delete_bucket_website(
    cx: &mut Cx,
    input: DeleteBucketWebsiteRequest,
) -> Result<DeleteBucketWebsiteOutput, AwsError> {
    let bucket = bucket::open(cx, &input.bucket)?;
    configured::delete(cx, &bucket, KIND, configured::ONLY)?;
    Ok(DeleteBucketWebsiteOutput::default())
}

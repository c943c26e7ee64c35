//! Operations: PutBucketLifecycleConfiguration, GetBucketLifecycleConfiguration, DeleteBucketLifecycle.

use super::rule::{self, KIND};
use super::{read, show};
use crate::bucket::{self, configured, scheduled};
use crate::errors;
use crate::shapes::{
    DeleteBucketLifecycleOutput, DeleteBucketLifecycleRequest,
    GetBucketLifecycleConfigurationOutput, GetBucketLifecycleConfigurationRequest,
    PutBucketLifecycleConfigurationOutput, PutBucketLifecycleConfigurationRequest,
};
use haneul_pipeline::{AwsError, Cx};

pub fn put_bucket_lifecycle_configuration(
    cx: &mut Cx,
    input: PutBucketLifecycleConfigurationRequest,
) -> Result<PutBucketLifecycleConfigurationOutput, AwsError> {
    let bucket = bucket::open(cx, &input.bucket)?;
    if bucket.versioning.is_some_and(|now| now.mfa_delete) {
        return Err(errors::invalid_bucket_state(
            "Lifecycle configuration is not supported on buckets with MFA Delete enabled.",
        ));
    }
    let said = input
        .lifecycle_configuration
        .ok_or_else(errors::malformed_xml)?;
    let minimum = input.transition_default_minimum_object_size.as_deref();
    let lifecycle = read::lifecycle(cx.random(), said, minimum)?;
    configured::put(cx, &bucket, KIND, "", &lifecycle)?;
    scheduled::set(cx, &bucket, KIND, "")?;
    Ok(PutBucketLifecycleConfigurationOutput {
        transition_default_minimum_object_size: Some(minimum_name(lifecycle.varies)),
    })
}

fn minimum_name(varies: bool) -> String {
    match varies {
        true => "varies_by_storage_class".to_owned(),
        false => "all_storage_classes_128K".to_owned(),
    }
}

pub fn get_bucket_lifecycle_configuration(
    cx: &mut Cx,
    input: GetBucketLifecycleConfigurationRequest,
) -> Result<GetBucketLifecycleConfigurationOutput, AwsError> {
    let bucket = bucket::open(cx, &input.bucket)?;
    let Some(lifecycle) = rule::of(cx, &bucket)? else {
        return Err(errors::not_configured(
            "NoSuchLifecycleConfiguration",
            "The lifecycle configuration does not exist",
            &bucket.name,
        ));
    };
    Ok(GetBucketLifecycleConfigurationOutput {
        rules: Some(lifecycle.rules.iter().map(show::rule).collect()),
        transition_default_minimum_object_size: Some(minimum_name(lifecycle.varies)),
    })
}

pub fn delete_bucket_lifecycle(
    cx: &mut Cx,
    input: DeleteBucketLifecycleRequest,
) -> Result<DeleteBucketLifecycleOutput, AwsError> {
    let bucket = bucket::open(cx, &input.bucket)?;
    configured::delete(cx, &bucket, KIND, "")?;
    scheduled::unset(cx, &bucket, KIND, "")?;
    Ok(DeleteBucketLifecycleOutput::default())
}

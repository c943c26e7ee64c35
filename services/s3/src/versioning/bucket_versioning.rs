//! Operations: PutBucketVersioning, GetBucketVersioning.

use crate::bucket::{self, Bucket, Versioning};
use crate::shapes::{
    GetBucketVersioningOutput, GetBucketVersioningRequest, PutBucketVersioningOutput,
    PutBucketVersioningRequest,
};
use crate::{errors, replication};
use haneul_pipeline::{AwsError, Cx};

pub fn put_bucket_versioning(
    cx: &mut Cx,
    input: PutBucketVersioningRequest,
) -> Result<PutBucketVersioningOutput, AwsError> {
    let mut bucket = bucket::open(cx, &input.bucket)?;
    let wanted = &input.versioning_configuration;
    let enabled = match wanted.status.as_deref() {
        Some("Enabled") => true,
        Some("Suspended") => false,
        _ => {
            return Err(AwsError::new(
                "IllegalVersioningConfigurationException",
                "The Versioning element must be specified",
            )
            .status(400));
        }
    };
    if !enabled && bucket.object_lock.is_some() {
        return Err(errors::invalid_bucket_state(
            "An Object Lock configuration is present on this bucket, so the versioning state cannot be changed.",
        ));
    }
    if !enabled && replication::of(cx, &bucket)?.is_some() {
        return Err(errors::invalid_bucket_state(
            "A replication configuration is present on this bucket, so the versioning state cannot be changed.",
        ));
    }
    let mfa_delete = mfa_delete(cx, &bucket, &input)?;
    bucket.versioning = Some(Versioning {
        enabled,
        mfa_delete,
    });
    bucket::put(cx, &bucket)?;
    Ok(PutBucketVersioningOutput::default())
}

/// What the bucket is to ask for; changing anything while it is asked for needs the factor itself.
fn mfa_delete(
    cx: &mut Cx,
    bucket: &Bucket,
    input: &PutBucketVersioningRequest,
) -> Result<bool, AwsError> {
    let now = bucket.versioning.is_some_and(|now| now.mfa_delete);
    let wanted = match input.versioning_configuration.mfa_delete.as_deref() {
        Some("Enabled") => true,
        Some("Disabled") => false,
        Some(_) => return Err(errors::malformed_xml()),
        None => now,
    };
    if (wanted || now) && bucket.object_lock.is_some() {
        return Err(errors::invalid_bucket_state(
            "MFA Delete cannot be enabled on a bucket that has an Object Lock configuration.",
        ));
    }
    if wanted != now && !cx.caller().is_root() {
        return Err(errors::access_denied());
    }
    if wanted || now {
        bucket::show_second_factor(cx, input.mfa.as_deref())?;
    }
    Ok(wanted)
}

pub fn get_bucket_versioning(
    cx: &mut Cx,
    input: GetBucketVersioningRequest,
) -> Result<GetBucketVersioningOutput, AwsError> {
    let bucket = bucket::open(cx, &input.bucket)?;
    let Some(versioning) = bucket.versioning else {
        return Ok(GetBucketVersioningOutput::default());
    };
    let word = |on, yes: &str, no: &str| Some(if on { yes } else { no }.to_owned());
    Ok(GetBucketVersioningOutput {
        status: word(versioning.enabled, "Enabled", "Suspended"),
        mfa_delete: versioning.mfa_delete.then(|| "Enabled".to_owned()),
    })
}

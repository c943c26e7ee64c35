//! Transfer Acceleration: a host name that works only where it is turned on.

use crate::bucket::{Bucket, configured};
use crate::errors;
use haneul_pipeline::{AwsError, Cx};

include!(concat!(env!("OUT_DIR"), "/acceleration.rs"));

const KIND: &str = "acceleration";
const ENABLED: &str = "Enabled";

/// Refuses the accelerated host names of a bucket that has none.
pub fn check(cx: &mut Cx, bucket: &Bucket) -> Result<(), AwsError> {
    if !cx.call.request.host.contains(".s3-accelerate.") {
        return Ok(());
    }
    let status: Option<String> = configured::get(cx, bucket, KIND, configured::ONLY)?;
    match status.as_deref() {
        Some(ENABLED) => Ok(()),
        Some(_) => Err(errors::invalid_request(
            "S3 Transfer Acceleration is disabled on this bucket",
        )),
        None => Err(errors::invalid_request(
            "S3 Transfer Acceleration is not configured on this bucket",
        )),
    }
}

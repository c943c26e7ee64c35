//! Lines of what S3 does by itself, by rules of a lifecycle. They commit with the change.

use super::buffer;
use super::line;
use super::watch::keeps_logs;
use crate::bucket::Bucket;
use crate::storage_class::Class;
use haneul_pipeline::{AwsError, Cx};

pub const EXPIRED: &str = "S3.EXPIRE.OBJECT";
pub const MARKED: &str = "S3.CREATE.DELETEMARKER";
pub const ABORTED: &str = "S3.DELETE.UPLOAD";

/// What logs call a move to a class.
pub fn moved(class: Class) -> &'static str {
    match class {
        Class::StandardIa => "S3.TRANSITION_SIA.OBJECT",
        Class::OnezoneIa => "S3.TRANSITION_ZIA.OBJECT",
        Class::IntelligentTiering => "S3.TRANSITION_INT.OBJECT",
        Class::GlacierIr => "S3.TRANSITION_GIR.OBJECT",
        Class::DeepArchive => "S3.TRANSITION_GDA.OBJECT",
        _ => "S3.TRANSITION.OBJECT",
    }
}

pub fn note(
    cx: &mut Cx,
    bucket: &Bucket,
    operation: &str,
    key: &str,
    version: Option<&str>,
) -> Result<(), AwsError> {
    if !keeps_logs(bucket) {
        return Ok(());
    }
    let text = line::of_rule(cx.call, bucket, operation, key, version);
    buffer::append(cx, bucket, text)
}

//! Whether a key can be used now, and for this.

use super::Found;
use crate::crypto::Usage;
use crate::errors;
use haneul_pipeline::{AwsError, Cx};

pub fn check_not_deleted(cx: &Cx, found: &Found) -> Result<(), AwsError> {
    match found.key.deletion {
        Some(_) => Err(errors::state(&found.arn(cx), "is pending deletion.")),
        None => Ok(()),
    }
}

pub fn check_enabled(cx: &Cx, found: &Found) -> Result<(), AwsError> {
    check_not_deleted(cx, found)?;
    match (found.key.awaits_import, found.key.enabled) {
        (true, _) => Err(errors::state(&found.arn(cx), "is pending import.")),
        (_, false) => Err(errors::disabled(&found.arn(cx))),
        _ => Ok(()),
    }
}

pub fn check_usage(cx: &Cx, found: &Found, usage: Usage) -> Result<(), AwsError> {
    match found.key.usage()? == usage {
        true => Ok(()),
        false => Err(errors::key_usage(
            &found.arn(cx),
            &found.key.usage,
            cx.call.operation,
        )),
    }
}

//! A key that is about to be used: there, enabled, for this use.

use crate::crypto::{Secret, Usage};
use crate::key::{self, Found};
use crate::{errors, grant};
use haneul_pipeline::{AwsError, Cx};
use std::sync::Arc;

/// Opens the key for a use, by any of its names.
pub fn use_key(
    cx: &mut Cx,
    key_id: &str,
    usage: Usage,
    tokens: Option<&[String]>,
) -> Result<Found, AwsError> {
    grant::check_tokens(cx, tokens)?;
    let found = match key::make_for_service(cx, key_id)? {
        Some(found) => found,
        None => key::open(cx, key_id)?,
    };
    key::check_enabled(cx, &found)?;
    key::check_usage(cx, &found, usage)?;
    Ok(found)
}

/// The material that encrypts and signs now.
pub fn secret_of(cx: &mut Cx, found: &Found) -> Result<Arc<Secret>, AwsError> {
    let id = found.key.material.clone().unwrap_or_default();
    let secret = key::secret(cx, found, &id)?;
    secret.ok_or_else(|| AwsError::internal("a key without its material"))
}

pub fn unless_dry(dry_run: Option<bool>) -> Result<(), AwsError> {
    match dry_run {
        Some(true) => Err(errors::dry_run()),
        _ => Ok(()),
    }
}

/// Answers for an enclave only are encrypted to what it attests, which needs Nitro's hardware.
pub fn refuse_recipient<T>(recipient: Option<&T>) -> Result<(), AwsError> {
    match recipient {
        Some(_) => Err(AwsError::not_implemented(
            "KMS answers to a Recipient (attested enclaves)",
        )),
        None => Ok(()),
    }
}

//! Values of secrets under keys of KMS: each has a data key of its own, is bound to its secret and
//! version, and is opened for whoever KMS lets.

use crate::errors;
use crate::place::Found;
use haneul_pipeline::data_key::{KeyUse, Sealed};
use haneul_pipeline::{AwsError, Cx};
use jiff::SignedDuration;

const PRINCIPAL: &str = "secretsmanager.amazonaws.com";

/// The key of whoever names none.
pub const USUAL: &str = "alias/aws/secretsmanager";

/// As lists of versions call it.
pub const USUAL_SHOWN: &str = "DefaultEncryptionKey";

/// KMS is asked each time.
const NOT_KEPT: SignedDuration = SignedDuration::ZERO;

/// Under the secret's key, or the replica's in another Region.
pub fn seal(
    cx: &mut Cx,
    found: &Found,
    (region, key): (&str, Option<&str>),
    version: &str,
    plain: &[u8],
) -> Result<Sealed, AwsError> {
    let arn = found.arn_in(cx.partition(), region);
    let by = KeyUse {
        via: PRINCIPAL,
        region,
        key: key.unwrap_or(USUAL),
        context: vec![
            ("SecretARN".to_owned(), arn),
            ("SecretVersionId".to_owned(), version.to_owned()),
        ],
        caller: None,
    };
    let sealed = cx.seal_under(&by, NOT_KEPT, plain);
    sealed.map_err(|why| errors::of_kms(why, true))
}

pub fn open(cx: &mut Cx, sealed: &Sealed) -> Result<Vec<u8>, AwsError> {
    let opened = cx.open_sealed(PRINCIPAL, cx.region(), sealed, NOT_KEPT);
    opened.map_err(|why| errors::of_kms(why, false))
}

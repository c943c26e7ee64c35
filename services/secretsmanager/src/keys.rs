//! Values of secrets under keys of KMS: each is bound to its secret and version.

use crate::errors;
use crate::place::Found;
use haneul_pipeline::{AwsError, Cx};
use haneul_vault::{Sealed, Vault};

const PRINCIPAL: &str = "secretsmanager.amazonaws.com";

/// The key of whoever names none.
pub const USUAL: &str = "alias/aws/secretsmanager";

/// As lists of versions call it.
pub const USUAL_SHOWN: &str = "DefaultEncryptionKey";

/// Under the secret's key, or the replica's in another Region.
pub fn seal(
    cx: &mut Cx,
    found: &Found,
    (region, key): (&str, Option<&str>),
    version: &str,
    plain: &[u8],
) -> Result<Sealed, AwsError> {
    let arn = found.arn_in(cx.partition(), region);
    let vault = Vault {
        service: PRINCIPAL,
        region,
        context: &context(&arn, version),
    };
    let sealed = vault.seal(cx, key.unwrap_or(USUAL), plain);
    sealed.map_err(|why| errors::of_kms(why, true))
}

pub fn open(
    cx: &mut Cx,
    found: &Found,
    version: &str,
    sealed: &Sealed,
) -> Result<Vec<u8>, AwsError> {
    let arn = found.arn(cx);
    let vault = Vault {
        service: PRINCIPAL,
        region: cx.region(),
        context: &context(&arn, version),
    };
    let opened = vault.open(cx, sealed);
    opened.map_err(|why| errors::of_kms(why, false))
}

fn context<'c>(arn: &'c str, version: &'c str) -> [(&'static str, &'c str); 2] {
    [("SecretARN", arn), ("SecretVersionId", version)]
}

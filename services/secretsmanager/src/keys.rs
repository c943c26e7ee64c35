//! Values of secrets under keys of KMS: each is bound to its secret and version.

use crate::errors;
use crate::place::Found;
use haneul_pipeline::{AwsError, Edge};
use haneul_vault::{Sealed, Vault};
use serde_json::{Value as Json, json};

const PRINCIPAL: &str = "secretsmanager.amazonaws.com";

/// The key of whoever names none.
pub const USUAL: &str = "alias/aws/secretsmanager";

/// As lists of versions call it.
pub const USUAL_SHOWN: &str = "DefaultEncryptionKey";

fn context(arn: &str, version: &str) -> Json {
    json!({"SecretARN": arn, "SecretVersionId": version})
}

/// Under the secret's key, or the replica's in another Region.
pub async fn seal(
    edge: &Edge,
    found: &Found,
    (region, key): (&str, Option<&str>),
    version: &str,
    plain: &[u8],
) -> Result<Sealed, AwsError> {
    let vault = Vault {
        cloud: &edge.cloud,
        call: &edge.call,
        service: PRINCIPAL,
        region,
    };
    let arn = found.arn_in(&edge.call.partition, region);
    let context = context(&arn, version);
    let sealed = vault.seal(key.unwrap_or(USUAL), &context, plain).await;
    sealed.map_err(|why| errors::of_kms(why, true))
}

pub async fn open(
    edge: &Edge,
    found: &Found,
    version: &str,
    sealed: &Sealed,
) -> Result<Vec<u8>, AwsError> {
    let region = &edge.call.region;
    let vault = Vault {
        cloud: &edge.cloud,
        call: &edge.call,
        service: PRINCIPAL,
        region,
    };
    let arn = found.arn_in(&edge.call.partition, region);
    let opened = vault.open(sealed, &context(&arn, version)).await;
    opened.map_err(|why| errors::of_kms(why, false))
}

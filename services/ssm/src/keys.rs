//! Values of SecureStrings under keys of KMS: small ones by KMS itself, those of the advanced tier by
//! data keys of their own. Each is bound to its parameter.

use crate::errors;
use crate::parameter::row::Tier;
use haneul_pipeline::{AwsError, Edge};
use haneul_vault::{Sealed, Vault};
use serde_json::{Value as Json, json};

const PRINCIPAL: &str = "ssm.amazonaws.com";

/// The key of whoever names none.
pub const USUAL: &str = "alias/aws/ssm";

fn vault(edge: &Edge) -> Vault<'_> {
    Vault {
        cloud: &edge.cloud,
        call: &edge.call,
        service: PRINCIPAL,
        region: &edge.call.region,
    }
}

fn context(arn: &str) -> Json {
    json!({"PARAMETER_ARN": arn})
}

pub async fn seal(
    edge: &Edge,
    arn: &str,
    (key, tier): (&str, Tier),
    value: &str,
) -> Result<Sealed, AwsError> {
    let (vault, context) = (vault(edge), context(arn));
    let sealed = match tier {
        Tier::Standard => vault.encrypt(key, &context, value.as_bytes()).await,
        Tier::Advanced => vault.seal(key, &context, value.as_bytes()).await,
    };
    sealed.map_err(errors::of_kms)
}

pub async fn open(edge: &Edge, arn: &str, sealed: &Sealed) -> Result<String, AwsError> {
    let plain = vault(edge).open(sealed, &context(arn)).await;
    let plain = plain.map_err(errors::of_kms)?;
    String::from_utf8(plain).map_err(|_| AwsError::internal("a value that is no text"))
}

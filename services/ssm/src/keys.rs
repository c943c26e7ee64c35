//! Values of SecureStrings under keys of KMS: small ones by KMS itself, those of the advanced tier by
//! data keys of their own. Each is bound to its parameter.

use crate::errors;
use crate::parameter::row::Tier;
use haneul_pipeline::{AwsError, Cx};
use haneul_vault::{Sealed, Vault};

pub const PRINCIPAL: &str = "ssm.amazonaws.com";

const CONTEXT: &str = "PARAMETER_ARN";

/// The key of whoever names none.
pub const USUAL: &str = "alias/aws/ssm";

pub fn seal(
    cx: &mut Cx,
    arn: &str,
    (key, tier): (&str, Tier),
    value: &str,
) -> Result<Sealed, AwsError> {
    let context = [(CONTEXT, arn)];
    let vault = vault(cx, &context);
    let sealed = match tier {
        Tier::Standard => vault.encrypt(cx, key, value.as_bytes()),
        Tier::Advanced => vault.seal(cx, key, value.as_bytes()),
    };
    sealed.map_err(errors::of_kms)
}

pub fn open(cx: &mut Cx, arn: &str, sealed: &Sealed) -> Result<String, AwsError> {
    let context = [(CONTEXT, arn)];
    let plain = vault(cx, &context).open(cx, sealed);
    let plain = plain.map_err(errors::of_kms)?;
    String::from_utf8(plain).map_err(|_| AwsError::internal("a value that is no text"))
}

fn vault<'v>(cx: &Cx<'v>, context: &'v [(&'static str, &'v str)]) -> Vault<'v> {
    Vault {
        service: PRINCIPAL,
        region: cx.region(),
        context,
    }
}

//! Values of SecureStrings under keys of KMS: small ones by KMS itself, those of the advanced tier by
//! data keys of their own. Each is bound to its parameter, and opened for whoever KMS lets.

use crate::errors;
use crate::parameter::row::{Tier, Value as Kept};
use bytes::Bytes;
use haneul_model::Value;
use haneul_pipeline::data_key::KeyUse;
use haneul_pipeline::{AwsError, Cx, Forward};
use jiff::SignedDuration;

pub const PRINCIPAL: &str = "ssm.amazonaws.com";

const CONTEXT: &str = "PARAMETER_ARN";

/// The key of whoever names none.
pub const USUAL: &str = "alias/aws/ssm";

/// KMS is asked each time.
const NOT_KEPT: SignedDuration = SignedDuration::ZERO;

pub fn seal(
    cx: &mut Cx,
    arn: &str,
    (key, tier): (&str, Tier),
    value: &str,
) -> Result<Kept, AwsError> {
    let sealed = match tier {
        Tier::Standard => encrypt(cx, arn, key, value),
        Tier::Advanced => {
            let by = KeyUse {
                via: PRINCIPAL,
                region: cx.region(),
                key,
                context: vec![(CONTEXT.to_owned(), arn.to_owned())],
                caller: None,
            };
            let sealed = cx.seal_under(&by, NOT_KEPT, value.as_bytes());
            sealed.map(Kept::Sealed)
        }
    };
    sealed.map_err(errors::of_kms)
}

/// What is plain already stays so.
pub fn open(cx: &mut Cx, arn: &str, value: &Kept) -> Result<String, AwsError> {
    let plain = match value {
        Kept::Plain(plain) => return Ok(plain.clone()),
        Kept::Encrypted { key, bytes } => {
            let blob = ("CiphertextBlob", Value::Blob(bytes.clone()));
            let opened = ask(cx, "Decrypt", (arn, key), blob);
            opened.map(|opened| blob_of(&opened, "Plaintext").to_vec())
        }
        Kept::Sealed(sealed) => cx.open_sealed(PRINCIPAL, cx.region(), sealed, NOT_KEPT),
    };
    let plain = plain.map_err(errors::of_kms)?;
    String::from_utf8(plain).map_err(|_| AwsError::internal("a value that is no text"))
}

fn encrypt(cx: &mut Cx, arn: &str, key: &str, value: &str) -> Result<Kept, AwsError> {
    let plain = (
        "Plaintext",
        Value::Blob(Bytes::copy_from_slice(value.as_bytes())),
    );
    let made = ask(cx, "Encrypt", (arn, key), plain)?;
    Ok(Kept::Encrypted {
        key: made.str("KeyId").unwrap_or_default().to_owned(),
        bytes: blob_of(&made, "CiphertextBlob"),
    })
}

fn ask(
    cx: &mut Cx,
    operation: &'static str,
    (arn, key): (&str, &str),
    what: (&'static str, Value),
) -> Result<Value, AwsError> {
    let context = vec![(CONTEXT.to_owned(), Value::Str(arn.to_owned()))];
    cx.forward(Forward {
        via: PRINCIPAL,
        service: "kms",
        operation,
        region: cx.region(),
        input: Value::Struct(vec![
            ("KeyId", Value::Str(key.to_owned())),
            what,
            ("EncryptionContext", Value::Map(context)),
        ]),
        caller: None,
    })
}

fn blob_of(answer: &Value, member: &str) -> Bytes {
    match answer.get(member) {
        Some(Value::Blob(bytes)) => bytes.clone(),
        _ => Bytes::new(),
    }
}

//! Values that a service keeps under keys of KMS: sealed by a data key of their own, or by KMS itself
//! where they are small. Every use is a call over the one path on behalf of whoever called the
//! service, in the same transaction: policies of keys decide, a disabled key makes what lies under it
//! unreadable, and the trail tells of each.

pub mod binary;
mod envelope;

use haneul_model::{Bytes, Value};
use haneul_pipeline::{AwsError, Cx, Forward};
use serde::{Deserialize, Serialize};

/// A value as it is stored.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sealed {
    /// The ARN of the key that it lies under.
    pub key: String,
    /// The data key under that key; empty: KMS sealed the value itself.
    #[serde(with = "binary")]
    data_key: Vec<u8>,
    #[serde(with = "binary")]
    bytes: Vec<u8>,
}

impl Sealed {
    /// What there is to show of it.
    pub fn ciphertext(&self) -> &[u8] {
        &self.bytes
    }
}

/// Who asks, and where the keys are.
#[derive(Clone, Copy)]
pub struct Vault<'v> {
    /// The service that asks on the caller's behalf, such as `ssm.amazonaws.com`.
    pub service: &'static str,
    pub region: &'v str,
    /// The encryption context, which every use of the key is bound to.
    pub context: &'v [(&'static str, &'v str)],
}

impl Vault<'_> {
    /// By a data key of its own.
    pub fn seal(&self, cx: &mut Cx, key: &str, plain: &[u8]) -> Result<Sealed, AwsError> {
        let spec = ("KeySpec", Value::Str("AES_256".to_owned()));
        let made = self.ask(cx, "GenerateDataKey", key, spec)?;
        let data_key = bytes(&made, "Plaintext")?;
        Ok(Sealed {
            key: made.str("KeyId").unwrap_or_default().to_owned(),
            data_key: bytes(&made, "CiphertextBlob")?.to_vec(),
            bytes: envelope::seal(cx.random(), data_key, plain)?,
        })
    }

    /// By KMS itself, which takes up to 4,096 bytes.
    pub fn encrypt(&self, cx: &mut Cx, key: &str, plain: &[u8]) -> Result<Sealed, AwsError> {
        let plain = ("Plaintext", Value::Blob(Bytes::copy_from_slice(plain)));
        let made = self.ask(cx, "Encrypt", key, plain)?;
        Ok(Sealed {
            key: made.str("KeyId").unwrap_or_default().to_owned(),
            data_key: Vec::new(),
            bytes: bytes(&made, "CiphertextBlob")?.to_vec(),
        })
    }

    pub fn open(&self, cx: &mut Cx, sealed: &Sealed) -> Result<Vec<u8>, AwsError> {
        let whole = sealed.data_key.is_empty();
        let blob = if whole {
            &sealed.bytes
        } else {
            &sealed.data_key
        };
        let blob = ("CiphertextBlob", Value::Blob(Bytes::copy_from_slice(blob)));
        let opened = self.ask(cx, "Decrypt", &sealed.key, blob)?;
        let plain = bytes(&opened, "Plaintext")?;
        match whole {
            true => Ok(plain.to_vec()),
            false => envelope::open(plain, &sealed.bytes),
        }
    }

    fn ask(
        &self,
        cx: &mut Cx,
        operation: &'static str,
        key: &str,
        what: (&'static str, Value),
    ) -> Result<Value, AwsError> {
        let text = |text: &str| Value::Str(text.to_owned());
        let context = self.context.iter();
        let context = context.map(|(name, value)| ((*name).to_owned(), text(value)));
        cx.forward(Forward {
            via: self.service,
            service: "kms",
            operation,
            region: self.region,
            input: Value::Struct(vec![
                ("KeyId", text(key)),
                what,
                ("EncryptionContext", Value::Map(context.collect())),
            ]),
            caller: None,
        })
    }
}

fn bytes<'v>(answer: &'v Value, member: &str) -> Result<&'v [u8], AwsError> {
    match answer.get(member) {
        Some(Value::Blob(bytes)) => Ok(bytes),
        _ => Err(AwsError::internal(format_args!("KMS answered no {member}"))),
    }
}

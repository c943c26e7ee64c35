//! Values that a service keeps under keys of KMS: sealed by a data key of the caller's making, or by
//! KMS itself where they are small. Every use is a call over the one path as whoever called the
//! service, so that policies of keys decide, a disabled key makes what lies under it unreadable, and
//! the trail tells of each.

pub mod binary;
mod envelope;

use base64::prelude::{BASE64_STANDARD, Engine};
use haneul_pipeline::{AwsError, Call, Cloud, Invocation, RequestInfo, invoke_as_sent};
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

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

/// Whose values, and in which Region.
pub struct Vault<'a> {
    pub cloud: &'a Cloud,
    pub call: &'a Call,
    /// The service that asks on the caller's behalf, such as `ssm.amazonaws.com`.
    pub service: &'static str,
    pub region: &'a str,
}

impl Vault<'_> {
    /// By a data key of its own. The context is what every use of the key is bound to.
    pub async fn seal(&self, key: &str, context: &Json, plain: &[u8]) -> Result<Sealed, AwsError> {
        let input = json!({
            "KeyId": key, "KeySpec": "AES_256", "EncryptionContext": context,
        });
        let made = self.ask("GenerateDataKey", input).await?;
        let data_key = bytes(&made, "Plaintext")?;
        Ok(Sealed {
            key: text(&made, "KeyId"),
            data_key: bytes(&made, "CiphertextBlob")?,
            bytes: envelope::seal(&self.cloud.random, &data_key, plain)?,
        })
    }

    /// By KMS itself, which takes up to 4,096 bytes.
    pub async fn encrypt(
        &self,
        key: &str,
        context: &Json,
        plain: &[u8],
    ) -> Result<Sealed, AwsError> {
        let input = json!({
            "KeyId": key, "Plaintext": BASE64_STANDARD.encode(plain),
            "EncryptionContext": context,
        });
        let made = self.ask("Encrypt", input).await?;
        Ok(Sealed {
            key: text(&made, "KeyId"),
            data_key: Vec::new(),
            bytes: bytes(&made, "CiphertextBlob")?,
        })
    }

    pub async fn open(&self, sealed: &Sealed, context: &Json) -> Result<Vec<u8>, AwsError> {
        let whole = sealed.data_key.is_empty();
        let blob = if whole {
            &sealed.bytes
        } else {
            &sealed.data_key
        };
        let input = json!({
            "KeyId": sealed.key, "CiphertextBlob": BASE64_STANDARD.encode(blob),
            "EncryptionContext": context,
        });
        let opened = self.ask("Decrypt", input).await?;
        let plain = bytes(&opened, "Plaintext")?;
        match whole {
            true => Ok(plain),
            false => envelope::open(&plain, &sealed.bytes),
        }
    }

    async fn ask(&self, operation: &str, input: Json) -> Result<Json, AwsError> {
        let invocation = Invocation {
            caller: (*self.call.caller).clone(),
            account: self.call.account.clone(),
            region: self.region.to_owned(),
            service: "kms",
            operation,
            input,
            body: None,
            delivers: None,
        };
        // With nothing of the way that the caller came by, but for who it is.
        let request = RequestInfo {
            via: Some(self.service),
            names_region: true,
            ..RequestInfo::default()
        };
        let answer = invoke_as_sent(self.cloud, invocation, request).await?;
        Ok(answer.output)
    }
}

fn text(answer: &Json, member: &str) -> String {
    answer[member].as_str().unwrap_or_default().to_owned()
}

fn bytes(answer: &Json, member: &str) -> Result<Vec<u8>, AwsError> {
    let text = answer[member].as_str().unwrap_or_default();
    let read = BASE64_STANDARD.decode(text);
    read.map_err(|_| AwsError::internal(format_args!("KMS answered no {member}")))
}

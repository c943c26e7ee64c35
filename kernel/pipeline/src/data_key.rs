//! Keys for data that services get from KMS: made under a key of KMS for the caller (or for whom the
//! service acts), kept beside the data as KMS wrapped them, opened by KMS again. Where a service uses
//! one for a while, as AWS's do, it is remembered as long, for the same caller only.

use crate::caller::Caller;
use crate::cx::Cx;
use crate::error::AwsError;
use crate::forward::Forward;
use crate::keyring::{self, Key};
use bytes::Bytes;
use haneul_model::Value;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use zeroize::Zeroizing;

/// From this level of stored formats on there are rows that lie under keys of KMS.
pub const LEVEL: u32 = 4;

/// How a service uses a key of KMS.
#[derive(Clone, Debug)]
pub struct KeyUse<'k> {
    /// The service, such as `s3.amazonaws.com`.
    pub via: &'static str,
    pub region: &'k str,
    /// An id, an ARN or an alias.
    pub key: &'k str,
    pub context: Vec<(String, String)>,
    /// For whom, if not for the caller.
    pub caller: Option<Caller>,
}

pub struct DataKey {
    pub plain: Zeroizing<Key>,
    /// As KMS wrapped it.
    pub wrapped: Bytes,
    /// The ARN of the key that it lies under.
    pub key: String,
}

/// Few bytes under a data key, with all that is needed to open them but the leave to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sealed {
    /// The ARN of the key of KMS.
    pub key: String,
    pub wrapped: Bytes,
    pub context: Vec<(String, String)>,
    pub bytes: Bytes,
}

/// Data keys that are used again, for a while.
struct Remembered(quick_cache::sync::Cache<String, (Timestamp, Timestamp, Arc<DataKey>)>);

impl Default for Remembered {
    fn default() -> Self {
        Remembered(quick_cache::sync::Cache::new(10_000))
    }
}

impl Cx<'_> {
    /// A new data key.
    pub fn data_key(&mut self, by: &KeyUse) -> Result<DataKey, AwsError> {
        let input = Value::Struct(vec![
            ("KeyId", Value::Str(by.key.to_owned())),
            ("KeySpec", Value::Str("AES_256".to_owned())),
            ("EncryptionContext", context(by)),
        ]);
        let answer = self.ask_kms("GenerateDataKey", by, input)?;
        let wrapped = blob(&answer, "CiphertextBlob")?;
        data_key(&answer, wrapped)
    }

    /// A data key that is made here and wrapped by KMS: who may encrypt needs no more leave.
    pub fn encrypted_data_key(&mut self, by: &KeyUse) -> Result<DataKey, AwsError> {
        let plain: Zeroizing<Key> = Zeroizing::new(self.random().bytes());
        let input = Value::Struct(vec![
            ("KeyId", Value::Str(by.key.to_owned())),
            ("Plaintext", Value::Blob(Bytes::copy_from_slice(&plain[..]))),
            ("EncryptionContext", context(by)),
        ]);
        let answer = self.ask_kms("Encrypt", by, input)?;
        Ok(DataKey {
            plain,
            wrapped: blob(&answer, "CiphertextBlob")?,
            key: answer.str("KeyId").unwrap_or_default().to_owned(),
        })
    }

    /// A data key that was made before.
    pub fn open_data_key(&mut self, by: &KeyUse, wrapped: &Bytes) -> Result<DataKey, AwsError> {
        let input = Value::Struct(vec![
            ("CiphertextBlob", Value::Blob(wrapped.clone())),
            ("KeyId", Value::Str(by.key.to_owned())),
            ("EncryptionContext", context(by)),
        ]);
        let answer = self.ask_kms("Decrypt", by, input)?;
        data_key(&answer, wrapped.clone())
    }

    /// A data key that this caller used for the same lately, or a new one.
    pub fn data_key_for(
        &mut self,
        by: &KeyUse,
        period: SignedDuration,
    ) -> Result<Arc<DataKey>, AwsError> {
        let name = self.name_of(by, "new", &[]);
        if let Some(key) = self.recalled(&name) {
            return Ok(key);
        }
        let key = Arc::new(self.data_key(by)?);
        // A key of KMS that a transaction made which may yet fail would not be there later.
        if !self.tx.is_dirty() {
            self.remember(name, period, key.clone());
        }
        Ok(key)
    }

    /// The same of one that was made before.
    pub fn open_data_key_for(
        &mut self,
        by: &KeyUse,
        wrapped: &Bytes,
        period: SignedDuration,
    ) -> Result<Arc<DataKey>, AwsError> {
        let name = self.name_of(by, "old", wrapped);
        if let Some(key) = self.recalled(&name) {
            return Ok(key);
        }
        let key = Arc::new(self.open_data_key(by, wrapped)?);
        self.remember(name, period, key.clone());
        Ok(key)
    }

    /// Seals bytes under a data key that this caller uses for the same for so long.
    pub fn seal_under(
        &mut self,
        by: &KeyUse,
        period: SignedDuration,
        plain: &[u8],
    ) -> Result<Sealed, AwsError> {
        if self.cloud.store.level() < LEVEL {
            return Err(haneul_store::StoreError::OlderReaders.into());
        }
        let key = self.data_key_for(by, period)?;
        Ok(Sealed {
            key: key.key.clone(),
            wrapped: key.wrapped.clone(),
            context: by.context.clone(),
            bytes: keyring::seal(self.random(), &key.plain, plain),
        })
    }

    /// Opens them for the caller, who needs leave of KMS.
    pub fn open_sealed(
        &mut self,
        via: &'static str,
        region: &str,
        sealed: &Sealed,
        period: SignedDuration,
    ) -> Result<Vec<u8>, AwsError> {
        let by = KeyUse {
            via,
            region,
            key: &sealed.key,
            context: sealed.context.clone(),
            caller: None,
        };
        let key = self.open_data_key_for(&by, &sealed.wrapped, period)?;
        let opened = keyring::unseal(&key.plain, &sealed.bytes);
        opened.ok_or_else(|| AwsError::internal("bytes that their data key does not open"))
    }

    /// The ARN of a key that the caller may see.
    pub fn describe_key(&mut self, by: &KeyUse) -> Result<Value, AwsError> {
        let input = Value::Struct(vec![("KeyId", Value::Str(by.key.to_owned()))]);
        let answer = self.ask_kms("DescribeKey", by, input)?;
        Ok(answer.get("KeyMetadata").cloned().unwrap_or_default())
    }

    fn recalled(&self, name: &str) -> Option<Arc<DataKey>> {
        let keys = self.cloud.locals.get::<Remembered>();
        let (from, until, key) = keys.0.get(name)?;
        (from..until).contains(&self.call.now).then_some(key)
    }

    fn remember(&self, name: String, period: SignedDuration, key: Arc<DataKey>) {
        // Not for nothing: it would lie in memory as it is.
        if period.is_zero() {
            return;
        }
        let keys = self.cloud.locals.get::<Remembered>();
        let until = self.call.now.checked_add(period).unwrap_or(Timestamp::MAX);
        keys.0.insert(name, (self.call.now, until, key));
    }

    /// Whose key for what.
    fn name_of(&self, by: &KeyUse, kind: &str, wrapped: &[u8]) -> String {
        let caller = by.caller.as_ref().unwrap_or(&self.call.caller);
        let who = caller.principal.distinct_id();
        let session = &caller.access_key;
        let wrapped = hex::encode(wrapped);
        let (via, region, key) = (by.via, by.region, by.key);
        let partition = &self.call.partition;
        format!(
            "{kind}\0{partition}\0{who}\0{session}\0{via}\0{region}\0{key}\0{:?}\0{wrapped}",
            by.context
        )
    }

    fn ask_kms(
        &mut self,
        operation: &'static str,
        by: &KeyUse,
        input: Value,
    ) -> Result<Value, AwsError> {
        self.forward(Forward {
            via: by.via,
            service: "kms",
            operation,
            region: by.region,
            input,
            caller: by.caller.clone(),
        })
    }
}

/// What KMS says, as another service passes it on, under names such as `KmsDisabled` or
/// `KMSDisabledException`.
pub fn passed_on(error: AwsError, before: &str, behind: &str) -> AwsError {
    let name = match &*error.code {
        "AccessDeniedException" => "AccessDenied",
        "DisabledException" => "Disabled",
        "KMSInvalidStateException" => "InvalidState",
        "InvalidKeyUsageException" => "InvalidKeyUsage",
        "NotFoundException" => "NotFound",
        _ => return error,
    };
    AwsError::new(format!("{before}{name}{behind}"), error.message).status(400)
}

fn context(by: &KeyUse) -> Value {
    let pairs = by.context.iter();
    Value::Map(
        pairs
            .map(|(key, value)| (key.clone(), Value::Str(value.clone())))
            .collect(),
    )
}

fn blob(answer: &Value, name: &str) -> Result<Bytes, AwsError> {
    match answer.get(name) {
        Some(Value::Blob(bytes)) => Ok(bytes.clone()),
        _ => Err(AwsError::internal("KMS gave no key")),
    }
}

fn data_key(answer: &Value, wrapped: Bytes) -> Result<DataKey, AwsError> {
    let plain = Key::try_from(&blob(answer, "Plaintext")?[..]);
    Ok(DataKey {
        plain: Zeroizing::new(plain.map_err(AwsError::internal)?),
        wrapped,
        key: answer.str("KeyId").unwrap_or_default().to_owned(),
    })
}

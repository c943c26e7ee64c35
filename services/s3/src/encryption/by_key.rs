//! SSE-KMS: the object's data key is wrapped by a data key that KMS gave for the object, or for the
//! bucket, where bucket keys save calls of KMS.

use super::{DataKey, Encryption, make_outer};
use crate::bucket::Bucket;
use crate::{errors, formats};
use base64::prelude::{BASE64_STANDARD, Engine};
use bytes::Bytes;
use haneul_pipeline::data_key::{self, DataKey as DataKeyOfKms, KeyUse};
use haneul_pipeline::keyring::{self, Key};
use haneul_pipeline::{AwsError, Cx};
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

const VIA: &str = "s3.amazonaws.com";
/// What is used where no key is named.
const OWN: &str = "alias/aws/s3";
/// How long a bucket's key is used for new objects, and remembered for old ones.
const BUCKET_KEY_LIVES: SignedDuration = SignedDuration::from_mins(5);

/// How a new object shall be encrypted under a key of KMS.
#[derive(Clone, Debug, PartialEq)]
pub struct KeyWish {
    pub key: Option<String>,
    /// In two layers.
    pub double: bool,
    pub bucket_key: bool,
    /// In base 64, as the header has it.
    pub context: Option<String>,
}

/// How an object is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ByKey {
    /// The ARN of the key.
    pub key: String,
    /// The data key that the object's own is wrapped by, as KMS wrapped it.
    wrapped: Bytes,
    #[serde(default)]
    pub double: bool,
    #[serde(default)]
    pub bucket_key: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    context: Option<String>,
}

impl ByKey {
    pub fn shown(&self) -> String {
        match self.double {
            true => "aws:kms:dsse".to_owned(),
            false => "aws:kms".to_owned(),
        }
    }

    /// As it is shown, where it is.
    pub fn shown_bucket_key(&self) -> Option<bool> {
        self.bucket_key.then_some(true)
    }
}

/// What the key of an object is bound to: the object, or the bucket for all of its objects.
fn context(
    cx: &Cx,
    bucket: &Bucket,
    name: &str,
    whole_bucket: bool,
    more: Option<&str>,
) -> Result<Vec<(String, String)>, AwsError> {
    let mut pairs = match more {
        Some(text) => read_context(text)?,
        None => Vec::new(),
    };
    let arn = bucket.arn(cx.partition());
    let arn = if whole_bucket {
        arn
    } else {
        format!("{arn}/{name}")
    };
    pairs.retain(|(key, _)| key != "aws:s3:arn");
    pairs.push(("aws:s3:arn".to_owned(), arn));
    Ok(pairs)
}

fn read_context(text: &str) -> Result<Vec<(String, String)>, AwsError> {
    let bytes = BASE64_STANDARD.decode(text).ok();
    let read = bytes.and_then(|bytes| {
        serde_json::from_slice::<std::collections::BTreeMap<String, String>>(&bytes).ok()
    });
    let pairs = read.ok_or_else(|| {
        errors::invalid_argument(
            "The header 'x-amz-server-side-encryption-context' shall be Base64-encoded UTF-8 string holding JSON which represents a string-string map",
            "x-amz-server-side-encryption-context",
            text,
        )
    })?;
    Ok(pairs.into_iter().collect())
}

pub fn begin(
    cx: &mut Cx,
    (bucket, name): (&Bucket, &str),
    wish: &KeyWish,
) -> Result<(Encryption, DataKey), AwsError> {
    make(cx, (bucket, name), wish, |cx, by| match wish.bucket_key {
        true => {
            let of_bucket = cx.data_key_for(by, BUCKET_KEY_LIVES)?;
            Ok(DataKeyOfKms {
                plain: of_bucket.plain.clone(),
                wrapped: of_bucket.wrapped.clone(),
                key: of_bucket.key.clone(),
            })
        }
        false => cx.data_key(by),
    })
}

/// The same of a replica, for which a role needs leave to encrypt, and no more.
pub fn begin_replica(
    cx: &mut Cx,
    (bucket, name): (&Bucket, &str),
    wish: &KeyWish,
) -> Result<(Encryption, DataKey), AwsError> {
    make(cx, (bucket, name), wish, |cx, by| cx.encrypted_data_key(by))
}

fn make(
    cx: &mut Cx,
    (bucket, name): (&Bucket, &str),
    wish: &KeyWish,
    ask: impl FnOnce(&mut Cx, &KeyUse) -> Result<DataKeyOfKms, AwsError>,
) -> Result<(Encryption, DataKey), AwsError> {
    if cx.cloud.store.level() < data_key::LEVEL.max(formats::LEVEL) {
        return Err(errors::not_upgraded());
    }
    if cx.caller().is_anonymous() {
        return Err(errors::invalid_argument(
            "Requests specifying Server Side Encryption with AWS KMS managed keys require AWS Signature Version 4.",
            "Authorization",
            "null",
        ));
    }
    let more = wish.context.as_deref();
    let by = KeyUse {
        via: VIA,
        region: &bucket.region,
        key: wish.key.as_deref().unwrap_or(OWN),
        context: context(cx, bucket, name, wish.bucket_key, more)?,
        caller: None,
    };
    let under = ask(cx, &by).map_err(of_kms)?;
    let own: Key = cx.random().bytes();
    let outer = match wish.double {
        true => Some(make_outer(cx)?),
        false => None,
    };
    let (wrapped_outer, outer) = outer.unzip();
    let encryption = Encryption {
        wrapped: keyring::wrap(cx.random(), &under.plain, &own),
        customer: None,
        by_key: Some(ByKey {
            key: under.key,
            wrapped: under.wrapped,
            double: wish.double,
            bucket_key: wish.bucket_key,
            context: wish.context.clone(),
        }),
        outer: wrapped_outer,
    };
    Ok((encryption, DataKey { own, outer }))
}

pub fn open(
    cx: &mut Cx,
    bucket: &Bucket,
    name: &str,
    wrapped: &[u8],
    by_key: &ByKey,
) -> Result<Key, AwsError> {
    if cx.caller().is_anonymous() {
        return Err(errors::access_denied());
    }
    let more = by_key.context.as_deref();
    let by = KeyUse {
        via: VIA,
        region: &bucket.region,
        key: &by_key.key,
        context: context(cx, bucket, name, by_key.bucket_key, more)?,
        caller: None,
    };
    let under = match by_key.bucket_key {
        true => {
            let opened = cx.open_data_key_for(&by, &by_key.wrapped, BUCKET_KEY_LIVES);
            *opened.map_err(of_kms)?.plain
        }
        false => {
            *cx.open_data_key(&by, &by_key.wrapped)
                .map_err(of_kms)?
                .plain
        }
    };
    let own = keyring::unwrap(&under, wrapped);
    own.ok_or_else(|| AwsError::internal("a data key that KMS's key does not open"))
}

/// What KMS says, as S3 passes it on.
fn of_kms(error: AwsError) -> AwsError {
    match &*error.code {
        "AccessDeniedException" => AwsError::new("AccessDenied", error.message).status(403),
        _ if error.status.is_some_and(|status| status < 500) => {
            AwsError::new(format!("KMS.{}", error.code), error.message).status(400)
        }
        _ => error,
    }
}

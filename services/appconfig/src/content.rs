//! The bytes of configurations, in rows of their own: under a key of KMS, where one was named.

use crate::PRINCIPAL;
use crate::errors;
use bytes::Bytes;
use haneul_pipeline::data_key::{KeyUse, Sealed};
use haneul_pipeline::{AwsError, Cx};
use haneul_store::Stored;
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Content {
    Plain(Bytes),
    Sealed(Sealed),
}

impl Stored for Content {
    const VERSION: u32 = 1;
}

/// KMS is asked each time.
const NOT_KEPT: SignedDuration = SignedDuration::ZERO;

impl Content {
    /// Under a key, if there is one; bound to the resource that it belongs to.
    pub fn keep(
        cx: &mut Cx,
        key: Option<&str>,
        (kind, arn): (&str, String),
        plain: Bytes,
    ) -> Result<Content, AwsError> {
        let Some(key) = key else {
            return Ok(Content::Plain(plain));
        };
        let by = KeyUse {
            via: PRINCIPAL,
            region: cx.region(),
            key,
            context: vec![(format!("aws:appconfig:{kind}:arn"), arn)],
            caller: None,
        };
        let sealed = cx.seal_under(&by, NOT_KEPT, &plain);
        sealed.map(Content::Sealed).map_err(errors::of_kms)
    }

    /// For the caller, who needs leave of KMS where it is sealed.
    pub fn open(self, cx: &mut Cx) -> Result<Bytes, AwsError> {
        match self {
            Content::Plain(plain) => Ok(plain),
            Content::Sealed(sealed) => {
                let opened = cx.open_sealed(PRINCIPAL, cx.region(), &sealed, NOT_KEPT);
                opened.map(Bytes::from).map_err(errors::of_kms)
            }
        }
    }

    /// The ARN of the key that it lies under.
    pub fn key(&self) -> Option<&str> {
        match self {
            Content::Plain(_) => None,
            Content::Sealed(sealed) => Some(&sealed.key),
        }
    }
}

//! SSE-C: the key comes with each request and is never kept.

use crate::body::decode;
use crate::errors;
use haneul_pipeline::AwsError;
use haneul_pipeline::keyring::Key;
use md5::{Digest, Md5};
use std::fmt;

#[derive(Clone)]
pub struct CustomerKey {
    pub key: Key,
    /// In base64.
    pub md5: String,
}

impl fmt::Debug for CustomerKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CustomerKey({})", self.md5)
    }
}

impl CustomerKey {
    /// The three headers, which come together or not at all.
    pub fn read(
        algorithm: Option<&str>,
        key: Option<&str>,
        md5: Option<&str>,
    ) -> Result<Option<Self>, AwsError> {
        let name = "x-amz-server-side-encryption-customer-algorithm";
        let (algorithm, key, md5) = match (algorithm, key, md5) {
            (None, None, None) => return Ok(None),
            (Some(algorithm), Some(key), Some(md5)) => (algorithm, key, md5),
            (None, ..) => {
                return Err(errors::invalid_argument(
                    "Requests specifying Server Side Encryption with Customer provided keys must provide a valid encryption algorithm.",
                    name,
                    "null",
                ));
            }
            (_, None, _) => {
                return Err(errors::invalid_argument(
                    "Requests specifying Server Side Encryption with Customer provided keys must provide an appropriate secret key.",
                    "x-amz-server-side-encryption-customer-key",
                    "null",
                ));
            }
            (.., None) => {
                return Err(errors::invalid_argument(
                    "Requests specifying Server Side Encryption with Customer provided keys must provide the client calculated MD5 of the secret key.",
                    "x-amz-server-side-encryption-customer-key-MD5",
                    "null",
                ));
            }
        };
        if algorithm != "AES256" {
            return Err(AwsError::new(
                "InvalidEncryptionAlgorithmError",
                "The encryption request that you specified is not valid. The valid value is AES256.",
            )
            .status(400)
            .detail("ArgumentName", name)
            .detail("ArgumentValue", algorithm));
        }
        let bytes = decode(key).and_then(|bytes| Key::try_from(bytes).ok());
        let key = bytes.ok_or_else(|| {
            errors::invalid_argument(
                "The secret key was invalid for the specified algorithm.",
                "x-amz-server-side-encryption-customer-key",
                "null",
            )
        })?;
        if decode(md5).as_deref() != Some(&Md5::digest(key)[..]) {
            return Err(errors::invalid_argument(
                "The calculated MD5 hash of the key did not match the hash that was provided.",
                "x-amz-server-side-encryption-customer-key-MD5",
                md5,
            ));
        }
        let md5 = md5.to_owned();
        Ok(Some(Self { key, md5 }))
    }
}

/// The customer's key of a request.
macro_rules! customer_key {
    ($input:expr) => {
        $crate::encryption::CustomerKey::read(
            $input.sse_customer_algorithm.as_deref(),
            $input.sse_customer_key.as_deref(),
            $input.sse_customer_key_md5.as_deref(),
        )
    };
}

/// The customer's key of what a request copies.
macro_rules! source_customer_key {
    ($input:expr) => {
        $crate::encryption::CustomerKey::read(
            $input.copy_source_sse_customer_algorithm.as_deref(),
            $input.copy_source_sse_customer_key.as_deref(),
            $input.copy_source_sse_customer_key_md5.as_deref(),
        )
    };
}

pub(crate) use customer_key;
pub(crate) use source_customer_key;

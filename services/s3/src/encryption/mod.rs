//! Bytes at rest are encrypted: each object has a data key of its own, wrapped by the service's key
//! or by the customer's.

mod customer;
mod seal;

pub use customer::CustomerKey;
pub(crate) use customer::{customer_key, source_customer_key};
pub use seal::{INLINE_EXTRA, OPENED, Opener, Sealer, inline, open_inline, sealed_range};

include!(concat!(env!("OUT_DIR"), "/encryption.rs"));

pub use bucket_encryption::check_customer_keys;

use crate::{errors, formats};
use bytes::Bytes;
use haneul_pipeline::keyring::{self, Key};
use haneul_pipeline::{AwsError, Cloud};
use serde::{Deserialize, Serialize};
use std::fmt;

/// How an object's or an upload's bytes are encrypted. What has none was stored before Haneul
/// encrypted anything.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Encryption {
    /// The data key.
    wrapped: Bytes,
    /// The MD5 of the customer's key that it is wrapped by, as it is shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer: Option<String>,
}

/// The key of one object's bytes. Each stretch of them is sealed under a key derived from it.
#[derive(Clone)]
pub struct DataKey(Key);

impl fmt::Debug for DataKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DataKey")
    }
}

impl DataKey {
    fn derive(&self, label: &str) -> Key {
        keyring::derive(&self.0, label.as_bytes())
    }
}

/// A new object's key. None while a node takes part that could not read what is sealed.
pub fn begin(
    cloud: &Cloud,
    customer: Option<&CustomerKey>,
) -> Result<Option<(Encryption, DataKey)>, AwsError> {
    if cloud.store.level() < formats::LEVEL {
        return match customer {
            None => Ok(None),
            Some(_) => Err(errors::not_upgraded()),
        };
    }
    let key: Key = cloud.random.bytes();
    let under = match customer {
        Some(customer) => customer.key,
        None => cloud.keys.key(&cloud.store, "s3")?,
    };
    let encryption = Encryption {
        wrapped: keyring::wrap(&cloud.random, &under, &key),
        customer: customer.map(|customer| customer.md5.clone()),
    };
    Ok(Some((encryption, DataKey(key))))
}

/// The key of what is stored, which a customer's own key may be needed for. What was stored in the
/// clear has none.
pub fn open(
    cloud: &Cloud,
    encryption: Option<&Encryption>,
    customer: Option<&CustomerKey>,
) -> Result<Option<DataKey>, AwsError> {
    let theirs = encryption.is_some_and(|encryption| encryption.customer.is_some());
    let under = match (theirs, customer) {
        (false, Some(_)) => {
            return Err(errors::invalid_request(
                "The encryption parameters are not applicable to this object.",
            ));
        }
        (true, None) => {
            return Err(errors::invalid_request(
                "The object was stored using a form of Server Side Encryption. The correct parameters must be provided to retrieve the object.",
            ));
        }
        (true, Some(customer)) => Some(customer.key),
        (false, None) => None,
    };
    let Some(encryption) = encryption else {
        return Ok(None);
    };
    let under = match under {
        Some(under) => under,
        None => cloud.keys.key(&cloud.store, "s3")?,
    };
    match keyring::unwrap(&under, &encryption.wrapped) {
        Some(key) => Ok(Some(DataKey(key))),
        None if theirs => Err(errors::access_denied()),
        None => Err(AwsError::internal(
            "a data key that the service's key does not open",
        )),
    }
}

/// The members of an answer that say how an object is encrypted.
macro_rules! show_encryption {
    ($output:expr, $encryption:expr) => {
        match $encryption {
            None => {}
            Some($crate::encryption::Encryption {
                customer: Some(md5),
                ..
            }) => {
                $output.sse_customer_algorithm = Some("AES256".to_owned());
                $output.sse_customer_key_md5 = Some(md5.clone());
            }
            Some(_) => $output.server_side_encryption = Some("AES256".to_owned()),
        }
    };
}

pub(crate) use show_encryption;

//! Bytes at rest are encrypted: each object has a data key of its own, wrapped by the service's key
//! or by the customer's.

mod by_key;
mod customer;
mod layer;
mod seal;

pub use by_key::{ByKey, KeyWish};
pub use customer::CustomerKey;
pub(crate) use customer::{customer_key, source_customer_key};
pub use seal::{INLINE_EXTRA, OPENED, Opener, Sealer, inline, open_inline, sealed_range};

include!(concat!(env!("OUT_DIR"), "/encryption.rs"));

pub use bucket_encryption::{DefaultKey, check_customer_keys};

use crate::bucket::Bucket;
use crate::object::settings::Settings;
use crate::{errors, formats};
use bytes::Bytes;
use haneul_pipeline::keyring::{self, Key};
use haneul_pipeline::{AwsError, Cloud, Cx, Edge};
use serde::{Deserialize, Serialize};
use std::fmt;

/// What keys of second layers are wrapped for.
const OUTER: &str = "s3 second layer";

/// How an object's or an upload's bytes are encrypted. What has none was stored before Haneul
/// encrypted anything.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Encryption {
    /// The data key.
    wrapped: Bytes,
    /// The MD5 of the customer's key that it is wrapped by, as it is shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer: Option<String>,
    /// Wrapped by a data key of KMS's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by_key: Option<ByKey>,
    /// The key of a second layer, wrapped by the service's. Where there is one, it is about the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    outer: Option<Bytes>,
}

/// The key of one object's bytes, or the keys of both layers. Each stretch of them is sealed under a key
/// derived from it.
#[derive(Clone)]
pub struct DataKey {
    own: Key,
    outer: Option<Key>,
}

impl fmt::Debug for DataKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DataKey")
    }
}

impl DataKey {
    fn one(own: Key) -> DataKey {
        DataKey { own, outer: None }
    }

    fn derive(&self, label: &str) -> Key {
        keyring::derive(&self.own, label.as_bytes())
    }

    fn derive_outer(&self, label: &str) -> Option<Key> {
        let outer = self.outer.as_ref()?;
        Some(keyring::derive(outer, label.as_bytes()))
    }
}

/// A new object's key, as is wished for it. None while a node takes part that could not read what is
/// sealed.
pub fn begin_as(
    cx: &mut Cx,
    bucket: &Bucket,
    name: &str,
    settings: &Settings,
) -> Result<Option<(Encryption, DataKey)>, AwsError> {
    match &settings.by_key {
        Some(wish) => by_key::begin(cx, (bucket, name), wish).map(Some),
        None => begin(cx.cloud, settings.customer.as_ref()),
    }
}

/// The same for who is in no transaction: only to ask KMS takes one.
pub async fn begin_at(
    edge: &Edge,
    place: (&Bucket, &str),
    settings: &Settings,
) -> Result<Option<(Encryption, DataKey)>, AwsError> {
    let Some(wish) = &settings.by_key else {
        return begin(&edge.cloud, settings.customer.as_ref());
    };
    let begun = edge.ask_services(|cx| by_key::begin(cx, place, wish));
    begun.await.map(Some)
}

/// A replica's key: under a key of KMS where the rule names one.
pub async fn begin_replica(
    edge: &Edge,
    place: (&Bucket, &str),
    wish: Option<&KeyWish>,
) -> Result<Option<(Encryption, DataKey)>, AwsError> {
    let Some(wish) = wish else {
        return begin(&edge.cloud, None);
    };
    let begun = edge.ask_services(|cx| by_key::begin_replica(cx, place, wish));
    begun.await.map(Some)
}

/// The same under the service's key, or the customer's.
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
        by_key: None,
        outer: None,
    };
    Ok(Some((encryption, DataKey::one(key))))
}

/// The key of what is stored, which a customer's own key may be needed for. What was stored in the
/// clear has none.
pub fn open(
    cx: &mut Cx,
    (bucket, name): (&Bucket, &str),
    encryption: Option<&Encryption>,
    customer: Option<&CustomerKey>,
) -> Result<Option<DataKey>, AwsError> {
    let under = check_customer(encryption, customer)?;
    let theirs = under.is_some();
    let Some(encryption) = encryption else {
        return Ok(None);
    };
    if let Some(key) = &encryption.by_key {
        let own = by_key::open(cx, bucket, name, &encryption.wrapped, key)?;
        let outer = open_outer(cx, encryption.outer.as_ref())?;
        return Ok(Some(DataKey { own, outer }));
    }
    let under = match under {
        Some(under) => under,
        None => cx.cloud.keys.key(&cx.cloud.store, "s3")?,
    };
    match keyring::unwrap(&under, &encryption.wrapped) {
        Some(key) => Ok(Some(DataKey::one(key))),
        None if theirs => Err(errors::access_denied()),
        None => Err(AwsError::internal(
            "a data key that the service's key does not open",
        )),
    }
}

/// A second layer's key, of the service's own.
fn make_outer(cx: &mut Cx) -> Result<(Bytes, Key), AwsError> {
    if cx.cloud.store.level() < formats::TWO_LAYERS {
        return Err(errors::not_upgraded());
    }
    let outer: Key = cx.random().bytes();
    let under = cx.cloud.keys.key(&cx.cloud.store, OUTER)?;
    Ok((keyring::wrap(cx.random(), &under, &outer), outer))
}

fn open_outer(cx: &Cx, wrapped: Option<&Bytes>) -> Result<Option<Key>, AwsError> {
    let Some(wrapped) = wrapped else {
        return Ok(None);
    };
    let under = cx.cloud.keys.key(&cx.cloud.store, OUTER)?;
    match keyring::unwrap(&under, wrapped) {
        Some(key) => Ok(Some(key)),
        None => Err(AwsError::internal(
            "a second layer's key that the service's key does not open",
        )),
    }
}

/// The customer's key, if it is needed; who looks at an object without reading it must have it, too.
pub fn check_customer(
    encryption: Option<&Encryption>,
    customer: Option<&CustomerKey>,
) -> Result<Option<Key>, AwsError> {
    let theirs = encryption.is_some_and(|encryption| encryption.customer.is_some());
    match (theirs, customer) {
        (false, Some(_)) => Err(errors::invalid_request(
            "The encryption parameters are not applicable to this object.",
        )),
        (true, None) => Err(errors::invalid_request(
            "The object was stored using a form of Server Side Encryption. The correct parameters must be provided to retrieve the object.",
        )),
        (true, Some(customer)) => Ok(Some(customer.key)),
        (false, None) => Ok(None),
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
            Some($crate::encryption::Encryption {
                by_key: Some(key), ..
            }) => {
                $output.server_side_encryption = Some(key.shown());
                $output.ssekms_key_id = Some(key.key.clone());
                $output.bucket_key_enabled = key.shown_bucket_key();
            }
            Some(_) => $output.server_side_encryption = Some("AES256".to_owned()),
        }
    };
}

pub(crate) use show_encryption;

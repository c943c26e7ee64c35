//! What GetObject and HeadObject have in common: finding an object and the part of it that is
//! asked for.

use super::conditions::{self, Conditions};
use super::versions::{self, Lookup};
use super::{Content, NULL, Object, range, settings, shown_version, store};
use crate::body::{Algorithm, Kind, Piece};
use crate::bucket::{self, Bucket};
use crate::encryption::{self, CustomerKey, DataKey};
use crate::{errors, lifecycle, storage_class};
use haneul_pipeline::{AwsError, Cx};
use jiff::Timestamp;
use std::ops::Range;
use std::sync::Arc;

/// What a read asks for.
#[derive(Clone, Debug, Default)]
pub struct Look {
    pub bucket: String,
    pub key: String,
    pub version: Option<String>,
    pub conditions: Conditions,
    pub range: Option<String>,
    pub part_number: Option<i64>,
    pub checksum_mode: Option<String>,
    pub customer: Option<CustomerKey>,
    /// `response-*` parameters.
    pub overrides: bool,
    /// The bytes are wanted, too.
    pub reads: bool,
}

pub struct Found {
    pub now: Timestamp,
    /// By the bucket's lifecycle, as headers say it.
    pub expiration: Option<String>,
    pub bucket: Bucket,
    pub object: Arc<Object>,
    pub selection: Selection,
    /// To be shown: algorithm, kind and value.
    pub checksum: Option<(Algorithm, Kind, String)>,
    pub key: Option<DataKey>,
}

#[derive(Clone, Debug)]
pub struct Selection {
    pub status: u16,
    pub range: Range<u64>,
    pub content_range: Option<String>,
    pub parts_count: Option<i64>,
    /// Of the part that was asked for.
    part_checksum: Option<String>,
}

pub fn look(cx: &mut Cx, look: &Look) -> Result<Found, AwsError> {
    let bucket = bucket::open(cx, &look.bucket)?;
    if look.overrides && cx.caller().is_anonymous() {
        return Err(errors::invalid_request(
            "Request specific response headers cannot be used for anonymous GET requests.",
        ));
    }
    let object = existing(cx, &bucket, &look.key, look.version.as_deref())?;
    let (sealed, customer) = (object.encryption.as_ref(), look.customer.as_ref());
    encryption::check_customer(sealed, customer)?;
    look.conditions.check(&object)?;
    if look.reads {
        if let Some(why) = storage_class::unreadable(cx, &bucket, &look.key, &object)? {
            return Err(why);
        }
    }
    let key = match is_opened(look, &object) {
        true => encryption::open(cx, (&bucket, &look.key), sealed, customer)?,
        false => None,
    };
    let selection = select(cx, &bucket, look, &object)?;
    let checksum = checksum(look, &object, &selection);
    let expiration = lifecycle::expiration(cx, &bucket, &look.key, &object)?;
    Ok(Found {
        now: cx.now(),
        expiration,
        bucket,
        object,
        selection,
        checksum,
        key,
    })
}

/// Who does not read an object needs no leave of KMS. A customer's key is tried in any case.
fn is_opened(look: &Look, object: &Object) -> bool {
    let by_kms = |sealed: &encryption::Encryption| sealed.by_key.is_some();
    look.reads || !object.encryption.as_ref().is_some_and(by_kms)
}

/// The version that is asked for, or the current object.
pub fn existing(
    cx: &mut Cx,
    bucket: &Bucket,
    key: &str,
    version: Option<&str>,
) -> Result<Arc<Object>, AwsError> {
    settings::check_version(version)?;
    match versions::find(cx, bucket, key, version)? {
        Lookup::Object(object) => Ok(object),
        Lookup::Marker(marker, _) => {
            let id = shown_version(&marker.version);
            Err(match version {
                None => errors::deleted(key, id),
                Some(_) => {
                    let modified = conditions::http_date(marker.modified);
                    errors::is_marker("GET", id, modified)
                }
            })
        }
        Lookup::Missing => Err(match version {
            None | Some(NULL) if bucket.is_unversioned() => errors::no_such_key(key),
            None => errors::no_such_key(key),
            Some(version) => errors::no_such_version(key, version),
        }),
    }
}

impl Found {
    pub fn pieces(&self, cx: &mut Cx, key: &str) -> Result<Vec<Piece>, AwsError> {
        store::pieces(cx, &self.bucket, key, &self.object)
    }
}

fn select(
    cx: &mut Cx,
    bucket: &Bucket,
    look: &Look,
    object: &Object,
) -> Result<Selection, AwsError> {
    let whole = Selection {
        status: 200,
        range: 0..object.size,
        content_range: None,
        parts_count: None,
        part_checksum: None,
    };
    match (&look.range, look.part_number) {
        (None, None) => Ok(whole),
        (Some(_), Some(_)) => Err(errors::invalid_request(
            "Cannot specify both Range header and partNumber query parameter",
        )),
        (Some(header), None) => Ok(match range::parse(header, object.size)? {
            Some(range) => partial(whole, range, object.size),
            None => whole,
        }),
        (None, Some(number)) => part(cx, bucket, look, object, number, whole),
    }
}

fn partial(whole: Selection, range: Range<u64>, size: u64) -> Selection {
    let last = range.end.saturating_sub(1);
    Selection {
        status: 206,
        content_range: Some(format!("bytes {}-{last}/{size}", range.start)),
        range,
        ..whole
    }
}

/// The stretch that one part of the upload became.
fn part(
    cx: &mut Cx,
    bucket: &Bucket,
    look: &Look,
    object: &Object,
    number: i64,
    whole: Selection,
) -> Result<Selection, AwsError> {
    let parts = store::parts(cx, bucket, &look.key, object)?;
    let Some(parts) = parts else {
        return match number {
            1 if object.size == 0 => Ok(whole),
            1 => Ok(partial(whole, 0..object.size, object.size)),
            _ => Err(errors::invalid_part_number(number, 1)),
        };
    };
    let index = usize::try_from(number - 1).unwrap_or(usize::MAX);
    let Some(part) = parts.get(index) else {
        return Err(errors::invalid_part_number(number, parts.len()));
    };
    let from: u64 = parts[..index].iter().map(|part| part.piece.len()).sum();
    let range = from..from + part.piece.len();
    let mut selection = match range.is_empty() {
        true => Selection {
            status: 206,
            range,
            ..whole
        },
        false => partial(whole, range, object.size),
    };
    selection.parts_count = Some(parts.len() as i64);
    selection.part_checksum = part.checksum.clone();
    Ok(selection)
}

/// A checksum is shown where the client can check it against what it gets.
fn checksum(
    look: &Look,
    object: &Object,
    selection: &Selection,
) -> Option<(Algorithm, Kind, String)> {
    if look.checksum_mode.as_deref() != Some("ENABLED") {
        return None;
    }
    let stored = object.checksum.as_ref()?;
    if let Some(value) = &selection.part_checksum {
        return Some((stored.algorithm, stored.kind, value.clone()));
    }
    let in_parts = matches!(object.content, Content::Parts { .. });
    let whole = selection.range == (0..object.size) && !(in_parts && selection.status == 206);
    whole.then(|| (stored.algorithm, stored.kind, stored.value.clone()))
}

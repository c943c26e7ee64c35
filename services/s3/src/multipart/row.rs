//! Uploads under way and their parts.

use crate::acl::Acl;
use crate::blobs::{self, GLOBAL};
use crate::body::{Algorithm, Kind, Piece};
use crate::bucket::Bucket;
use crate::encryption::Encryption;
use crate::errors;
use crate::formats;
use crate::object::{Headers, Lock};
use crate::storage_class::Class;
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Index, Scope, Span, Stored, Table, Tx, key_bytes};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// By the bucket's id, the object's key and the upload's id.
static UPLOADS: Table<(String, String, String), Upload> = Table::new("s3_upload");
/// By the upload's id and the part's number.
static PARTS: Table<(String, i64), PartRow> = Table::new("s3_part");
/// Uploads that became objects, for clients that ask again.
pub(super) static COMPLETED: Table<String, Completed> =
    Table::new("s3_completed").with_indexes(&[Index::new("time", |_, row| {
        vec![key_bytes(&row.at.as_second())]
    })]);
/// Deleted buckets that had uploads, by the bucket's id.
pub(super) static DROPPED: Table<String, Dropped> = Table::new("s3_dropped_bucket");

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Upload {
    pub initiated: Timestamp,
    /// Who began it, as listings show it.
    pub initiator: String,
    pub headers: Headers,
    pub metadata: Vec<(String, String)>,
    pub tags: Vec<(String, String)>,
    /// The checksum the client asked for.
    pub algorithm: Option<Algorithm>,
    pub kind: Kind,
    #[serde(default, skip_serializing_if = "Lock::is_open")]
    pub lock: Lock,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub encryption: Option<Encryption>,
    /// None is STANDARD.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<Class>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redirect: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acl: Option<Acl>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PartRow {
    pub etag: String,
    pub modified: Timestamp,
    /// In the upload's algorithm, if it has one.
    pub checksum: Option<String>,
    pub crc64: String,
    pub piece: Piece,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Completed {
    pub at: Timestamp,
    pub bucket_id: String,
    pub key: String,
    pub etag: String,
    pub checksum: crate::body::Checksum,
    /// As it is shown; none in a bucket without versions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// Encrypted under the customer's key.
    #[serde(default)]
    pub theirs: bool,
    /// Encrypted under a key of KMS.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by_key: Option<crate::encryption::ByKey>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Dropped {
    pub partition: String,
    pub account: String,
    pub region: String,
}

impl Stored for Upload {
    const VERSION: u32 = formats::VERSION;
    const LEVEL: u32 = formats::LEVEL;

    fn before(&self) -> haneul_store::Result<(u32, Vec<u8>)> {
        let says_more = !self.lock.is_open()
            || self.encryption.is_some()
            || self.class.is_some()
            || self.redirect.is_some()
            || self.owner.is_some()
            || self.acl.is_some();
        formats::before(self, says_more)
    }

    fn migrate(version: u32, bytes: &[u8]) -> haneul_store::Result<Self> {
        formats::migrate(version, bytes)
    }
}

impl Stored for PartRow {
    const VERSION: u32 = 1;
}

impl Stored for Completed {
    const VERSION: u32 = 1;
}

impl Stored for Dropped {
    const VERSION: u32 = 1;
}

pub fn get(cx: &mut Cx, bucket: &Bucket, key: &str, id: &str) -> Result<Option<Upload>, AwsError> {
    let scope = bucket.scope(cx);
    Ok(UPLOADS.get(cx.tx, scope, &(bucket.id.as_str(), key, id))?)
}

pub fn existing(cx: &mut Cx, bucket: &Bucket, key: &str, id: &str) -> Result<Upload, AwsError> {
    get(cx, bucket, key, id)?.ok_or_else(|| errors::no_such_upload(id))
}

pub fn put(
    cx: &mut Cx,
    bucket: &Bucket,
    key: &str,
    id: &str,
    upload: &Upload,
) -> Result<(), AwsError> {
    let scope = bucket.scope(cx);
    Ok(UPLOADS.insert(cx.tx, scope, &(bucket.id.as_str(), key, id), upload)?)
}

/// Uploads in a span of a bucket's, by their keys and ids.
pub fn scan(
    cx: &mut Cx,
    bucket: &Bucket,
    span: Span,
    limit: usize,
) -> Result<Vec<(String, (String, Upload))>, AwsError> {
    let scope = bucket.scope(cx);
    let rows = UPLOADS.scan(cx.tx, scope, span, limit, false)?;
    let row = |((_, key, id), upload)| (key, (id, upload));
    Ok(rows.into_iter().map(row).collect())
}

/// Writes a part over an earlier one of its number.
pub fn put_part(
    cx: &mut Cx,
    bucket: &Bucket,
    id: &str,
    number: i64,
    part: &PartRow,
    gone: &mut Vec<String>,
) -> Result<(), AwsError> {
    let scope = bucket.scope(cx);
    let place = (id, number);
    if let Some(old) = PARTS.get(cx.tx, scope, &place)? {
        give_up(cx, old.piece, gone)?;
    }
    Ok(PARTS.put(cx.tx, scope, &place, part)?)
}

/// Parts behind a number, in the order of their numbers.
pub fn parts(
    cx: &mut Cx,
    bucket: &Bucket,
    id: &str,
    after: i64,
    limit: usize,
) -> Result<Vec<(i64, PartRow)>, AwsError> {
    let scope = bucket.scope(cx);
    let span = Span::prefix(id).after(&(id, after));
    let rows = PARTS.scan(cx.tx, scope, span, limit, false)?;
    Ok(rows.into_iter().map(|((_, n), part)| (n, part)).collect())
}

/// Ends an upload: its row and all parts go. `kept` says which parts' bytes live on.
pub fn remove(
    tx: &mut Tx,
    scope: Scope<'_>,
    place: &(&str, &str, &str),
    kept: impl Fn(i64) -> bool,
    gone: &mut Vec<String>,
) -> Result<(), AwsError> {
    let id = place.2;
    UPLOADS.delete(tx, scope, place)?;
    let mut blobs = Vec::new();
    for ((_, number), part) in PARTS.scan(tx, scope, Span::prefix(id), usize::MAX, false)? {
        PARTS.delete(tx, scope, &(id, number))?;
        match part.piece {
            Piece::Blob(blob, _) if !kept(number) => blobs.push(blob),
            _ => {}
        }
    }
    let left = format!("{id}-unused");
    blobs::discard(tx, &left, blobs)?;
    gone.push(left);
    Ok(())
}

fn give_up(cx: &mut Cx, piece: Piece, gone: &mut Vec<String>) -> Result<(), AwsError> {
    if let Piece::Blob(blob, _) = piece {
        blobs::discard(cx.tx, &blob, vec![blob.clone()])?;
        gone.push(blob);
    }
    Ok(())
}

/// Notes that a deleted bucket had uploads under way, which end with it.
pub fn abandon(cx: &mut Cx, bucket: &Bucket) -> Result<(), AwsError> {
    let first = scan(cx, bucket, Span::prefix(bucket.id.as_str()), 1)?;
    if first.is_empty() {
        return Ok(());
    }
    let dropped = Dropped {
        partition: cx.partition().to_owned(),
        account: bucket.owner.clone(),
        region: bucket.region.clone(),
    };
    Ok(DROPPED.put(cx.tx, GLOBAL, &bucket.id, &dropped)?)
}

/// An upload of a bucket that is gone, if one is left.
pub(super) fn any_of(
    tx: &mut Tx,
    scope: Scope<'_>,
    bucket_id: &str,
) -> Result<Option<(String, String)>, AwsError> {
    let rows = UPLOADS.scan(tx, scope, Span::prefix(bucket_id), 1, false)?;
    Ok(rows.into_iter().next().map(|((_, key, id), _)| (key, id)))
}

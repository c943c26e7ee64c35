//! The parts of a bucket's configuration that are not in its row: each by its kind and, where there
//! may be several, its id. They go with the bucket.

use super::Bucket;
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Scope, Span, Stored, Table, Tx, decode_body, encode_body};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// By the bucket's id, the kind and the configuration's id.
static CONFIGURED: Table<(String, String, String), Configured> = Table::new("s3_configured");

/// As `encode_body` has it. Fields may be added if they have a default.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Configured {
    body: bytes::Bytes,
}

impl Stored for Configured {
    const VERSION: u32 = 1;
}

/// The id of a configuration of which there is only one.
pub const ONLY: &str = "";

/// Like [`get`], for whoever has no call.
pub fn look<T: DeserializeOwned>(
    tx: &mut Tx,
    partition: &str,
    bucket: &Bucket,
    kind: &str,
    id: &str,
) -> Result<Option<T>, AwsError> {
    if !has(bucket, kind) {
        return Ok(None);
    }
    let scope = Scope::new(partition, &bucket.owner, &bucket.region);
    let row = CONFIGURED.get(tx, scope, &(bucket.id.as_str(), kind, id))?;
    Ok(row.map(|row| decode_body(&row.body)).transpose()?)
}

pub fn get<T: DeserializeOwned>(
    cx: &mut Cx,
    bucket: &Bucket,
    kind: &str,
    id: &str,
) -> Result<Option<T>, AwsError> {
    let partition = cx.partition();
    look(cx.tx, partition, bucket, kind, id)
}

pub fn put<T: Serialize>(
    cx: &mut Cx,
    bucket: &Bucket,
    kind: &str,
    id: &str,
    value: &T,
) -> Result<(), AwsError> {
    let scope = bucket.scope(cx);
    let body = encode_body(value)?.into();
    let place = (bucket.id.as_str(), kind, id);
    CONFIGURED.put(cx.tx, scope, &place, &Configured { body })?;
    match has(bucket, kind) {
        true => Ok(()),
        false => note(cx, bucket, |kinds| kinds.push(kind.to_owned())),
    }
}

fn has(bucket: &Bucket, kind: &str) -> bool {
    bucket.kinds.iter().any(|own| own == kind)
}

/// Changes what the bucket's row says of its kinds.
fn note(
    cx: &mut Cx,
    bucket: &Bucket,
    change: impl FnOnce(&mut Vec<String>),
) -> Result<(), AwsError> {
    let mut bucket = super::existing(cx, &bucket.name)?;
    change(&mut bucket.kinds);
    super::put(cx, &bucket)
}

/// Whether there was one.
pub fn delete(cx: &mut Cx, bucket: &Bucket, kind: &str, id: &str) -> Result<bool, AwsError> {
    let scope = bucket.scope(cx);
    let deleted = CONFIGURED.delete(cx.tx, scope, &(bucket.id.as_str(), kind, id))?;
    let span = Span::prefix(&(bucket.id.as_str(), kind));
    if deleted && CONFIGURED.scan(cx.tx, scope, span, 1, false)?.is_empty() {
        note(cx, bucket, |kinds| kinds.retain(|own| own != kind))?;
    }
    Ok(deleted)
}

/// All of a kind, by their ids.
pub fn list<T: DeserializeOwned>(
    cx: &mut Cx,
    bucket: &Bucket,
    kind: &str,
) -> Result<Vec<(String, T)>, AwsError> {
    if !has(bucket, kind) {
        return Ok(Vec::new());
    }
    let scope = bucket.scope(cx);
    let span = Span::prefix(&(bucket.id.as_str(), kind));
    let rows = CONFIGURED.scan(cx.tx, scope, span, usize::MAX, false)?;
    let one = |((_, _, id), row): ((_, _, String), Configured)| Ok((id, decode_body(&row.body)?));
    rows.into_iter().map(one).collect()
}

/// With the bucket.
pub(super) fn delete_all(cx: &mut Cx, bucket: &Bucket) -> Result<(), AwsError> {
    let scope = bucket.scope(cx);
    let span = Span::prefix(bucket.id.as_str());
    for ((_, kind, id), _) in CONFIGURED.scan(cx.tx, scope, span, usize::MAX, false)? {
        CONFIGURED.delete(
            cx.tx,
            scope,
            &(bucket.id.as_str(), kind.as_str(), id.as_str()),
        )?;
    }
    Ok(())
}

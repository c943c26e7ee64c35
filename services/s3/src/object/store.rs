//! Reading and writing the current objects in a transaction. What is no longer current is in
//! [`super::versions`].

use super::row::{Body, Content, Object, Part};
use super::{version_id, versions};
use crate::blobs;
use crate::body::Piece;
use crate::bucket::Bucket;
use crate::replication;
use crate::zones;
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Scope, Span, Table, Tx};
use std::sync::Arc;

static OBJECTS: Table<(String, String), Object> = Table::new("s3_object");
/// The bodies of null versions.
static BODIES: Table<(String, String), Body> = Table::new("s3_body");
/// The bodies of all others, by the version's id.
static VERSION_BODIES: Table<(String, String, String), Body> = Table::new("s3_version_body");

/// The current object.
pub fn get(cx: &mut Cx, bucket: &Bucket, key: &str) -> Result<Option<Arc<Object>>, AwsError> {
    let scope = bucket.scope(cx);
    cx.known(&OBJECTS, scope, &(bucket.name.as_str(), key))
}

/// A version of an object, or the current one, where nobody calls.
pub fn find_in(
    tx: &mut Tx,
    scope: Scope<'_>,
    bucket: &Bucket,
    key: &str,
    version: Option<&str>,
) -> Result<Option<Object>, AwsError> {
    let current = OBJECTS.get(tx, scope, &(bucket.name.as_str(), key))?;
    match version {
        None => Ok(current),
        Some(version) => match current.filter(|object| object.version_id() == version) {
            Some(object) => Ok(Some(object)),
            None => versions::object_in(tx, scope, bucket, key, version),
        },
    }
}

/// Makes an object the current one, as the version it becomes by the bucket's state. The bytes of
/// what is replaced for good are added to `gone`, to be removed after the commit.
pub fn put(
    cx: &mut Cx,
    bucket: &Bucket,
    key: &str,
    object: &mut Object,
    body: Option<&Body>,
    gone: &mut Vec<String>,
) -> Result<(), AwsError> {
    let order = make_room(cx, bucket, key, gone)?;
    object.order = order;
    object.version = bucket
        .keeps_versions()
        .then(|| version_id::new(cx.random(), order));
    if let Some(body) = body {
        put_body(cx, bucket, key, object, body)?;
    }
    replication::begin(cx, bucket, key, object)?;
    put_current(cx, bucket, key, object)
}

/// Takes the current object out of the way of a new version, and the null version away if the new
/// one is to be that. Where the new one comes in the key's order.
pub(super) fn make_room(
    cx: &mut Cx,
    bucket: &Bucket,
    key: &str,
    gone: &mut Vec<String>,
) -> Result<i64, AwsError> {
    let current = get(cx, bucket, key)?;
    let newest = match &current {
        Some(current) => current.order,
        None => versions::newest(cx, bucket, key)?,
    };
    if !bucket.keeps_versions() {
        versions::remove_null(cx, bucket, key, gone)?;
    }
    match current {
        Some(old) if old.version.is_some() || bucket.keeps_versions() => {
            versions::put_object(cx, bucket, key, Arc::unwrap_or_clone(old))?;
        }
        Some(old) => give_up(cx, bucket, key, &old, gone)?,
        None => {}
    }
    Ok(cx.now().as_microsecond().max(newest.saturating_add(1)))
}

pub(super) fn put_current(
    cx: &mut Cx,
    bucket: &Bucket,
    key: &str,
    object: &Object,
) -> Result<(), AwsError> {
    let scope = bucket.scope(cx);
    Ok(OBJECTS.put(cx.tx, scope, &(bucket.name.as_str(), key), object)?)
}

pub(super) fn delete_current(cx: &mut Cx, bucket: &Bucket, key: &str) -> Result<(), AwsError> {
    let scope = bucket.scope(cx);
    OBJECTS.delete(cx.tx, scope, &(bucket.name.as_str(), key))?;
    Ok(())
}

/// Writes only what is said about a version; its bytes stay.
pub fn amend(cx: &mut Cx, bucket: &Bucket, key: &str, object: &Object) -> Result<(), AwsError> {
    match get(cx, bucket, key)? {
        Some(current) if current.version == object.version => put_current(cx, bucket, key, object),
        _ => versions::amend(cx, bucket, key, object),
    }
}

/// Ends an object's hold on its bytes.
pub(super) fn give_up(
    cx: &mut Cx,
    bucket: &Bucket,
    key: &str,
    old: &Object,
    gone: &mut Vec<String>,
) -> Result<(), AwsError> {
    if matches!(old.content, Content::Empty) {
        return Ok(());
    }
    zones::forget(cx, bucket, key, old)?;
    if let Some(id) = old.content_id() {
        let blobs = pieces(cx, bucket, key, old)?
            .into_iter()
            .filter_map(|piece| match piece {
                Piece::Blob(id, _) => Some(id),
                Piece::Inline(_) | Piece::Sealed(_) => None,
            })
            .collect();
        blobs::discard(cx.tx, id, blobs)?;
        gone.push(id.to_owned());
    }
    if !matches!(old.content, Content::Blob(_)) {
        let scope = bucket.scope(cx);
        let bucket = bucket.name.as_str();
        match &old.version {
            None => BODIES.delete(cx.tx, scope, &(bucket, key))?,
            Some(version) => {
                VERSION_BODIES.delete(cx.tx, scope, &(bucket, key, version.as_str()))?
            }
        };
    }
    Ok(())
}

/// The parts of an object that was uploaded in parts.
pub fn parts(
    cx: &mut Cx,
    bucket: &Bucket,
    key: &str,
    object: &Object,
) -> Result<Option<Vec<Part>>, AwsError> {
    if !matches!(object.content, Content::Parts { .. }) {
        return Ok(None);
    }
    let scope = bucket.scope(cx);
    match body(cx.tx, scope, bucket, key, object)? {
        Body::Parts(parts) => Ok(Some(parts)),
        Body::Bytes(_) => Err(AwsError::internal("an object of parts with one body")),
    }
}

/// Where an object's bytes are, in their order.
pub fn pieces(
    cx: &mut Cx,
    bucket: &Bucket,
    key: &str,
    object: &Object,
) -> Result<Vec<Piece>, AwsError> {
    let scope = bucket.scope(cx);
    pieces_in(cx.tx, scope, bucket, key, object)
}

/// The same where nobody calls.
pub fn pieces_in(
    tx: &mut Tx,
    scope: Scope<'_>,
    bucket: &Bucket,
    key: &str,
    object: &Object,
) -> Result<Vec<Piece>, AwsError> {
    match &object.content {
        Content::Empty => Ok(Vec::new()),
        Content::Blob(id) => Ok(vec![Piece::Blob(id.clone(), object.size)]),
        Content::Inline | Content::Parts { .. } => {
            Ok(match body(tx, scope, bucket, key, object)? {
                Body::Bytes(bytes) if object.encryption.is_some() => vec![Piece::Sealed(bytes)],
                Body::Bytes(bytes) => vec![Piece::Inline(bytes)],
                Body::Parts(parts) => parts.into_iter().map(|part| part.piece).collect(),
            })
        }
    }
}

fn put_body(
    cx: &mut Cx,
    bucket: &Bucket,
    key: &str,
    object: &Object,
    body: &Body,
) -> Result<(), AwsError> {
    let scope = bucket.scope(cx);
    let bucket = bucket.name.as_str();
    match &object.version {
        None => BODIES.put(cx.tx, scope, &(bucket, key), body)?,
        Some(version) => {
            VERSION_BODIES.put(cx.tx, scope, &(bucket, key, version.as_str()), body)?;
        }
    }
    Ok(())
}

fn body(
    tx: &mut Tx,
    scope: Scope<'_>,
    bucket: &Bucket,
    key: &str,
    object: &Object,
) -> Result<Body, AwsError> {
    let bucket = bucket.name.as_str();
    let found = match &object.version {
        None => BODIES.get(tx, scope, &(bucket, key))?,
        Some(version) => VERSION_BODIES.get(tx, scope, &(bucket, key, version.as_str()))?,
    };
    found.ok_or_else(|| AwsError::internal("an object without its body"))
}

/// Current objects in a span of keys, in their order.
pub fn scan(
    cx: &mut Cx,
    bucket: &Bucket,
    span: Span,
    limit: usize,
) -> Result<Vec<(String, Object)>, AwsError> {
    let scope = bucket.scope(cx);
    let rows = OBJECTS.scan(cx.tx, scope, span, limit, false)?;
    Ok(rows.into_iter().map(|((_, key), row)| (key, row)).collect())
}

/// Neither objects, nor older versions, nor markers.
pub fn is_empty(cx: &mut Cx, bucket: &Bucket) -> Result<bool, AwsError> {
    let first = scan(cx, bucket, Span::prefix(bucket.name.as_str()), 1)?;
    Ok(first.is_empty() && versions::is_empty(cx, bucket)?)
}

/// Puts a version of another bucket where it belongs among its key's.
pub fn put_replica(
    cx: &mut Cx,
    bucket: &Bucket,
    key: &str,
    object: &Object,
    body: Option<&Body>,
    gone: &mut Vec<String>,
) -> Result<(), AwsError> {
    if object.version.is_none() {
        return Err(AwsError::internal("a replica of no version"));
    }
    if let Some(body) = body {
        put_body(cx, bucket, key, object, body)?;
    }
    let newest = match get(cx, bucket, key)? {
        Some(current) => current.order,
        None => versions::newest(cx, bucket, key)?,
    };
    if newest >= object.order {
        return versions::insert(cx, bucket, key, object.clone());
    }
    make_room(cx, bucket, key, gone)?;
    put_current(cx, bucket, key, object)
}

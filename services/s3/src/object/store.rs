//! Reading and writing objects in a transaction.

use super::{Body, Content, Object, Part};
use crate::blobs;
use crate::body::Piece;
use crate::bucket::Bucket;
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Span, Table};

static OBJECTS: Table<(String, String), Object> = Table::new("s3_object");
static BODIES: Table<(String, String), Body> = Table::new("s3_body");

pub fn get(cx: &mut Cx, bucket: &Bucket, key: &str) -> Result<Option<Object>, AwsError> {
    let scope = bucket.scope(cx);
    Ok(OBJECTS.get(cx.tx, scope, &(bucket.name.as_str(), key))?)
}

/// Writes an object over whatever was there. What the old one's bytes were is added to `gone`,
/// to be removed after the commit.
pub fn put(
    cx: &mut Cx,
    bucket: &Bucket,
    key: &str,
    object: &Object,
    body: Option<&Body>,
    gone: &mut Vec<String>,
) -> Result<(), AwsError> {
    if let Some(old) = get(cx, bucket, key)? {
        give_up(cx, bucket, key, &old, gone)?;
    }
    let scope = bucket.scope(cx);
    let place = (bucket.name.as_str(), key);
    if let Some(body) = body {
        BODIES.put(cx.tx, scope, &place, body)?;
    }
    Ok(OBJECTS.put(cx.tx, scope, &place, object)?)
}

/// Writes only what is said about an object; its bytes stay.
pub fn amend(cx: &mut Cx, bucket: &Bucket, key: &str, object: &Object) -> Result<(), AwsError> {
    let scope = bucket.scope(cx);
    Ok(OBJECTS.put(cx.tx, scope, &(bucket.name.as_str(), key), object)?)
}

/// Whether there was such an object.
pub fn remove(
    cx: &mut Cx,
    bucket: &Bucket,
    key: &str,
    gone: &mut Vec<String>,
) -> Result<bool, AwsError> {
    let Some(old) = get(cx, bucket, key)? else {
        return Ok(false);
    };
    give_up(cx, bucket, key, &old, gone)?;
    let scope = bucket.scope(cx);
    Ok(OBJECTS.delete(cx.tx, scope, &(bucket.name.as_str(), key))?)
}

/// Ends the old object's hold on its bytes.
fn give_up(
    cx: &mut Cx,
    bucket: &Bucket,
    key: &str,
    old: &Object,
    gone: &mut Vec<String>,
) -> Result<(), AwsError> {
    if matches!(old.content, Content::Empty) {
        return Ok(());
    }
    if let Some(id) = old.content_id() {
        let blobs = pieces(cx, bucket, key, old)?
            .into_iter()
            .filter_map(|piece| match piece {
                Piece::Blob(id, _) => Some(id),
                Piece::Inline(_) => None,
            })
            .collect();
        blobs::discard(cx.tx, id, blobs)?;
        gone.push(id.to_owned());
    }
    if !matches!(old.content, Content::Blob(_)) {
        let scope = bucket.scope(cx);
        BODIES.delete(cx.tx, scope, &(bucket.name.as_str(), key))?;
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
    match body(cx, bucket, key)? {
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
    match &object.content {
        Content::Empty => Ok(Vec::new()),
        Content::Blob(id) => Ok(vec![Piece::Blob(id.clone(), object.size)]),
        Content::Inline | Content::Parts { .. } => Ok(match body(cx, bucket, key)? {
            Body::Bytes(bytes) => vec![Piece::Inline(bytes)],
            Body::Parts(parts) => parts.into_iter().map(|part| part.piece).collect(),
        }),
    }
}

fn body(cx: &mut Cx, bucket: &Bucket, key: &str) -> Result<Body, AwsError> {
    let scope = bucket.scope(cx);
    BODIES
        .get(cx.tx, scope, &(bucket.name.as_str(), key))?
        .ok_or_else(|| AwsError::internal("an object without its body"))
}

/// Objects in a span of keys, in their order.
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

pub fn is_empty(cx: &mut Cx, bucket: &Bucket) -> Result<bool, AwsError> {
    let first = scan(cx, bucket, Span::prefix(bucket.name.as_str()), 1)?;
    Ok(first.is_empty())
}

//! A replica comes to be: the same version, under the same id, with bytes of its own.

use super::status::{Replication, State};
use crate::blobs;
use crate::body::Rest;
use crate::body::{self, Data, Incoming, Piece, Plan};
use crate::bucket::{self, Bucket};
use crate::encryption::{self, DataKey, Encryption, KeyWish};
use crate::notification::{self, Event};
use crate::object::copy_source::{self, CopySource};
use crate::object::{self, Body, Content, Lookup, Object, Part, still_there};
use crate::shapes::CopyObjectRequest;
use crate::storage_class::{self, Class, Storage};
use crate::zones;
use crate::{errors, limits};
use haneul_blob::Placement;
use haneul_pipeline::{AwsError, Call, Cx, Edge};
use std::sync::Arc;

/// What S3 says beside a call that makes or marks a replica.
pub const REPLICA: &str = "replica";

/// Whether a call is S3's own, out of the outbox: nobody else can say that it is.
pub fn is_replica(call: &Call) -> bool {
    call.aside(REPLICA).is_some()
}

struct Original {
    bucket: Bucket,
    object: Object,
    key: Option<DataKey>,
    pieces: Vec<Piece>,
    /// Of an upload in parts.
    parts: Vec<Part>,
}

pub async fn copy(edge: &Edge, input: &CopyObjectRequest) -> Result<(), AwsError> {
    let source = copy_source::parse(&input.copy_source)?;
    let class = storage_class::parse(input.storage_class.as_deref())?;
    let to = edge.read(|cx| bucket::open(cx, &input.bucket))?;
    if !to.keeps_versions() {
        return Err(errors::invalid_request(
            "Destination bucket must have versioning enabled.",
        ));
    }
    let Some(original) = edge.read(|cx| original(cx, &source))? else {
        // It is gone again, and so is what would have come of it.
        return Ok(());
    };
    let id = original.object.version_id();
    let there = edge.read(|cx| object::find(cx, &to, &input.key, Some(id)))?;
    let wish = input.ssekms_key_id.as_ref().map(|key| {
        let double = input.server_side_encryption.as_deref() == Some("aws:kms:dsse");
        let usual = to.default_key.as_ref();
        KeyWish {
            key: Some(key.clone()),
            double,
            bucket_key: !double && usual.is_some_and(|usual| usual.bucket_key),
            context: None,
        }
    });
    let begun = encryption::begin_replica(edge, (&to, &input.key), wish.as_ref()).await?;
    let (encryption, key) = begun.unzip();
    let placement = zones::placement(&edge.cloud.random, &to, class);
    let rest = Rest {
        key: key.as_ref(),
        placement,
    };
    let mut copied = Vec::new();
    if !matches!(there, Lookup::Object(_)) {
        let done = copy_pieces(edge, &original, rest, &mut copied).await;
        if let Err(error) = done {
            forget(edge, copied).await;
            return Err(error);
        }
    }
    let written = edge
        .transact(|cx| {
            let to = still_there(cx, &to)?;
            let mut gone = Vec::new();
            let replica = Replica {
                class,
                encryption: encryption.as_ref(),
                placement,
                copied: &copied,
            };
            write(cx, &to, &input.key, &original, &replica, &mut gone)?;
            finish(cx, &source, &original.object, &to, State::Completed)?;
            Ok(gone)
        })
        .await;
    match written {
        Ok(gone) => {
            blobs::after_commit(&edge.cloud, &gone).await;
            Ok(())
        }
        Err(error) => {
            if matches!(error.status, Some(400..=499)) {
                forget(edge, copied).await;
            }
            Err(error)
        }
    }
}

fn original(cx: &mut Cx, source: &CopySource) -> Result<Option<Original>, AwsError> {
    let Some(bucket) = bucket::find(cx, &source.bucket)? else {
        return Ok(None);
    };
    let version = source.version.as_deref();
    let Lookup::Object(object) = object::find(cx, &bucket, &source.key, version)? else {
        return Ok(None);
    };
    if let Some(why) = storage_class::unreadable(cx, &bucket, &source.key, &object)? {
        return Err(why);
    }
    let pieces = object::pieces(cx, &bucket, &source.key, &object)?;
    let parts = object::parts(cx, &bucket, &source.key, &object)?;
    let key = encryption::open(cx, (&bucket, &source.key), object.encryption.as_ref(), None)?;
    Ok(Some(Original {
        key,
        bucket,
        object: Arc::unwrap_or_clone(object),
        pieces,
        parts: parts.unwrap_or_default(),
    }))
}

/// Each piece by itself, so that a replica has the parts of its original.
async fn copy_pieces(
    edge: &Edge,
    original: &Original,
    rest: Rest<'_>,
    copied: &mut Vec<Piece>,
) -> Result<(), AwsError> {
    let content = original.object.content_id().unwrap_or_default();
    let _pin = blobs::pin(&edge.cloud, content);
    for piece in &original.pieces {
        let (range, pieces) = (0..piece.len(), vec![piece.clone()]);
        let opened = body::open(&edge.cloud, pieces, range, original.key.clone(), None).await?;
        let opened = opened.ok_or_else(|| {
            AwsError::internal(format_args!("bytes of {} are gone", original.bucket.name))
        })?;
        let plan = match original.parts.is_empty() {
            true => Plan::default(),
            false => Plan {
                inline: limits::INLINE_PART_BYTES,
                ..Plan::default()
            },
        };
        let incoming = Incoming::Stored(Box::new(opened));
        let received = body::receive(&edge.cloud, incoming, plan, rest).await?;
        copied.push(match &received.data {
            Data::Inline(bytes) if bytes.is_empty() || rest.key.is_none() => {
                Piece::Inline(bytes.clone())
            }
            Data::Inline(bytes) => Piece::Sealed(bytes.clone()),
            Data::Blob(id) => Piece::Blob(id.to_string(), received.size),
        });
    }
    Ok(())
}

async fn forget(edge: &Edge, copied: Vec<Piece>) {
    for piece in copied {
        if let Piece::Blob(id, _) = piece {
            if let Ok(id) = blobs::parse(&id) {
                // Otherwise it is found as an orphan.
                _ = edge.cloud.blobs.delete(id).await;
            }
        }
    }
}

/// What of a replica is its own.
struct Replica<'r> {
    class: Option<Class>,
    encryption: Option<&'r Encryption>,
    placement: Placement,
    copied: &'r [Piece],
}

fn write(
    cx: &mut Cx,
    to: &Bucket,
    key: &str,
    from: &Original,
    own: &Replica<'_>,
    gone: &mut Vec<String>,
) -> Result<(), AwsError> {
    let original = &from.object;
    let id = original.version_id();
    if let Lookup::Object(mut there) = object::find(cx, to, key, Some(id))? {
        // The bytes of a version never change; what is said of it may.
        let amended = Arc::make_mut(&mut there);
        amended.tags = original.tags.clone();
        amended.lock = original.lock;
        return object::amend(cx, to, key, &there);
    }
    let (content, body) = content(cx, from, own.copied);
    for piece in own.copied {
        if let Piece::Blob(id, _) = piece {
            blobs::claim(cx.tx, id, &to.name, key)?;
        }
    }
    let mut replica = Object {
        content,
        storage: Storage::of(own.class),
        encryption: own.encryption.cloned(),
        placed: None,
        replication: Some(Replication::Replica),
        ..original.clone()
    };
    if to.object_lock.is_none() {
        replica.lock = Default::default();
    }
    zones::place(cx, &mut replica, own.placement)?;
    object::put_replica(cx, to, key, &replica, body.as_ref(), gone)?;
    let event = Event::of("s3:ObjectCreated:Put", to, key, &replica);
    notification::tell(cx, to, &event)
}

fn content(cx: &Cx, from: &Original, copied: &[Piece]) -> (Content, Option<Body>) {
    match (&from.object.content, copied) {
        (Content::Parts { count, .. }, pieces) => {
            let id = format!("replica-{}", haneul_runtime::ids::uuid(cx.random()));
            let part = |(part, piece): (&Part, &Piece)| Part {
                piece: piece.clone(),
                ..part.clone()
            };
            let parts = from.parts.iter().zip(pieces).map(part).collect();
            let count = *count;
            (Content::Parts { id, count }, Some(Body::Parts(parts)))
        }
        (_, [Piece::Blob(id, _)]) => (Content::Blob(id.clone()), None),
        (_, [Piece::Sealed(bytes) | Piece::Inline(bytes)]) if !bytes.is_empty() => {
            (Content::Inline, Some(Body::Bytes(bytes.clone())))
        }
        (_, _) => (Content::Empty, None),
    }
}

/// Tells the original what became of it.
pub fn finish(
    cx: &mut Cx,
    source: &CopySource,
    original: &Object,
    to: &Bucket,
    state: State,
) -> Result<(), AwsError> {
    let Some(from) = bucket::find(cx, &source.bucket)? else {
        return Ok(());
    };
    let version = Some(original.version_id());
    let Lookup::Object(mut object) = object::find(cx, &from, &source.key, version)? else {
        return Ok(());
    };
    // Said anew meanwhile, it is on its way again.
    let same = object.tags == original.tags && object.lock == original.lock;
    let replication = Arc::make_mut(&mut object).replication.as_mut();
    let replication = replication.filter(|_| same);
    match replication.is_some_and(|replication| replication.set(&to.name, state)) {
        true => object::amend(cx, &from, &source.key, &object),
        false => Ok(()),
    }
}

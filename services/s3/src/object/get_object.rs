//! GetObject.

use super::Object;
use super::conditions::Conditions;
use super::{Content, Found, Look, Lookup, show_object};
use crate::blobs::Pin;
use crate::body::{self, Piece, Source};
use crate::encryption::customer_key;
use crate::shapes::{GetObjectOutput, GetObjectRequest};
use crate::{blobs, intelligent_tiering};
use crate::{errors, zones};
use haneul_pipeline::{AwsError, Cx, Edge, Reply};
use std::sync::Arc;
use std::time::Duration;

/// How often an object may be replaced between looking at it and opening it.
pub const TRIES: usize = 20;

pub async fn run(edge: Edge, input: GetObjectRequest) -> Result<Reply, AwsError> {
    let look = asked(&input)?;
    let mut last: Option<Arc<Object>> = None;
    for turn in 0..TRIES {
        if turn > 0 {
            // Perhaps by another node.
            edge.cloud.refresh(Duration::ZERO).await?;
        }
        let (found, pieces) = edge.read(|cx| {
            let found = super::look(cx, &look)?;
            let pieces = beside(cx, &look.key, &found)?;
            Ok((found, pieces))
        })?;
        let source = match pieces {
            Some(pieces) => Some(source(&edge, &found, pieces, None).await?),
            None => open(&edge, &look, &found).await?,
        };
        if let Some(source) = source {
            intelligent_tiering::note(&edge, &found.bucket, &look.key, &found.object).await;
            return Ok(answer(&input, found, source));
        }
        // It was not replaced: its bytes are gone.
        if last.as_ref() == Some(&found.object) {
            return Err(errors::lost(found.object.version_id()));
        }
        last = Some(found.object);
    }
    Err(AwsError::internal(
        "an object was replaced too often while it was opened",
    ))
}

/// The bytes that lie beside an object's row: nobody can take them away once they are read.
fn beside(cx: &mut Cx, key: &str, found: &Found) -> Result<Option<Vec<Piece>>, AwsError> {
    match found.object.content {
        Content::Empty | Content::Inline => {
            zones::check(cx, &found.bucket, key, &found.object)?;
            found.pieces(cx, key).map(Some)
        }
        Content::Blob(_) | Content::Parts { .. } => Ok(None),
    }
}

async fn source(
    edge: &Edge,
    found: &Found,
    pieces: Vec<Piece>,
    pin: Option<Pin>,
) -> Result<Source, AwsError> {
    let range = found.selection.range.clone();
    let opened = body::open(&edge.cloud, pieces, range, found.key.clone(), pin).await?;
    opened.ok_or_else(|| errors::lost(found.object.version_id()))
}

/// Opens the bytes of an object just found; `None` if it was replaced in between.
pub async fn open(edge: &Edge, look: &Look, found: &Found) -> Result<Option<Source>, AwsError> {
    // Pieces are opened one after the other, so they must stay until the last of them.
    let pin = match &found.object.content {
        Content::Parts { id, .. } => Some(blobs::pin(&edge.cloud, id)),
        _ => None,
    };
    let pieces = edge.read(|cx| {
        let version = look.version.as_deref();
        let now = super::find(cx, &found.bucket, &look.key, version)?;
        match now {
            Lookup::Object(object) if object == found.object => {
                zones::check(cx, &found.bucket, &look.key, &object)?;
                found.pieces(cx, &look.key).map(Some)
            }
            _ => Ok(None),
        }
    })?;
    match pieces {
        Some(pieces) => {
            let range = found.selection.range.clone();
            body::open(&edge.cloud, pieces, range, found.key.clone(), pin).await
        }
        None => Ok(None),
    }
}

fn answer(input: &GetObjectRequest, found: Found, source: Source) -> Reply {
    let mut output = GetObjectOutput::default();
    show_object!(output, input, found);
    let length = source.length();
    Reply::new(output)
        .status(found.selection.status)
        .stream(length, source.stream())
}

fn asked(input: &GetObjectRequest) -> Result<Look, AwsError> {
    Ok(Look {
        bucket: input.bucket.clone(),
        key: input.key.clone(),
        version: input.version_id.clone(),
        conditions: Conditions {
            if_match: input.if_match.clone(),
            if_none_match: input.if_none_match.clone(),
            if_modified_since: input.if_modified_since,
            if_unmodified_since: input.if_unmodified_since,
        },
        range: input.range.clone(),
        part_number: input.part_number,
        checksum_mode: input.checksum_mode.clone(),
        customer: customer_key!(input)?,
        overrides: input.response_cache_control.is_some()
            || input.response_content_disposition.is_some()
            || input.response_content_encoding.is_some()
            || input.response_content_language.is_some()
            || input.response_content_type.is_some()
            || input.response_expires.is_some(),
        reads: true,
    })
}

//! `x-amz-copy-source`, and the object it names.

use super::conditions::Conditions;
use super::{Content, Lookup, Object, existing, find as find_version, pieces};
use crate::body::{self, Source};
use crate::bucket::{self, Bucket};
use crate::encryption::{self, CustomerKey, DataKey};
use crate::{blobs, errors, intelligent_tiering, limits, storage_class};
use haneul_pipeline::{AwsError, Cx, Edge};
use percent_encoding::percent_decode_str;
use std::ops::Range;
use std::sync::Arc;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CopySource {
    pub bucket: String,
    pub key: String,
    pub version: Option<String>,
}

/// `/bucket/key?versionId=…`, percent-encoded, with or without the first slash.
pub fn parse(header: &str) -> Result<CopySource, AwsError> {
    let wrong = || {
        errors::invalid_argument(
            "Copy Source must mention the source bucket and key: sourcebucket/sourcekey",
            "x-amz-copy-source",
            header,
        )
    };
    let (path, version) = match header.split_once("?versionId=") {
        Some((path, version)) => (path, Some(version.to_owned())),
        None => (header, None),
    };
    let decoded = percent_decode_str(path)
        .decode_utf8()
        .map_err(|_| wrong())?;
    if decoded.starts_with("arn:") {
        let (point, key) = decoded.split_once("/object/").ok_or_else(wrong)?;
        return Ok(CopySource {
            bucket: point.to_owned(),
            key: key.to_owned(),
            version,
        });
    }
    let path = decoded.strip_prefix('/').unwrap_or(&decoded);
    match path.split_once('/') {
        Some((bucket, key)) if !bucket.is_empty() && !key.is_empty() => Ok(CopySource {
            bucket: bucket.to_owned(),
            key: key.to_owned(),
            version,
        }),
        _ => Err(wrong()),
    }
}

/// The object a copy is made of, which holds to the copy's conditions.
pub struct Original {
    pub bucket: Bucket,
    pub object: Object,
    key: Option<DataKey>,
}

/// Finds the source of a copy.
pub fn find(
    cx: &mut Cx,
    source: &CopySource,
    conditions: &Conditions,
    expected_owner: Option<&str>,
    customer: Option<&CustomerKey>,
) -> Result<Original, AwsError> {
    // Copies cross regions, so the source may lie in any.
    let bucket = bucket::existing(cx, &source.bucket)?;
    if expected_owner.is_some_and(|owner| owner != bucket.owner) {
        return Err(errors::access_denied());
    }
    let object = existing(cx, &bucket, &source.key, source.version.as_deref());
    let object = object.map_err(|error| match &*error.code {
        // A delete marker cannot be copied.
        "MethodNotAllowed" => errors::invalid_request(
            "The source of a copy request may not specifically refer to a delete marker by version id.",
        ),
        _ => error,
    })?;
    conditions.check_source(&object)?;
    if storage_class::unreadable(cx, &bucket, &source.key, &object)?.is_some() {
        return Err(errors::archived_source());
    }
    let key = encryption::open(
        cx,
        (&bucket, &source.key),
        object.encryption.as_ref(),
        customer,
    )?;
    Ok(Original {
        bucket,
        object: Arc::unwrap_or_clone(object),
        key,
    })
}

/// Opens a range of the original's bytes; the whole of it without one.
pub async fn open(
    edge: &Edge,
    original: &Original,
    key: &str,
    range: Option<Range<u64>>,
) -> Result<Source, AwsError> {
    let range = range.unwrap_or(0..original.object.size);
    let length = range.end - range.start;
    if length > limits::UPLOAD_BYTES {
        return Err(errors::invalid_request(format!(
            "The specified copy source is larger than the maximum allowable size for a copy source: {}",
            limits::UPLOAD_BYTES
        )));
    }
    let pin = match &original.object.content {
        Content::Parts { id, .. } => Some(blobs::pin(&edge.cloud, id)),
        _ => None,
    };
    let pieces = edge.read(|cx| {
        let version = original.object.version_id();
        let now = find_version(cx, &original.bucket, key, Some(version))?;
        match now {
            // What is said about it may have changed, such as when it was last read.
            Lookup::Object(now) if is_same(&now, &original.object) => {
                crate::zones::check(cx, &original.bucket, key, &now)?;
                pieces(cx, &original.bucket, key, &now)
            }
            _ => Err(replaced()),
        }
    })?;
    let opened = body::open(&edge.cloud, pieces, range, original.key.clone(), pin).await?;
    let opened = opened.ok_or_else(replaced)?;
    intelligent_tiering::note(edge, &original.bucket, key, &original.object).await;
    Ok(opened)
}

fn is_same(now: &Object, then: &Object) -> bool {
    now.order == then.order && now.content == then.content
}

/// Someone else wrote the source at this very moment.
fn replaced() -> AwsError {
    AwsError::new(
        "ConditionalRequestConflict",
        "The conditional request cannot succeed due to a conflicting operation against this resource.",
    )
    .status(409)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources() {
        for (header, expected) in [
            ("bucket/key", Some(("bucket", "key", None))),
            ("/bucket/a/b%20c", Some(("bucket", "a/b c", None))),
            ("bucket%2Fkey", Some(("bucket", "key", None))),
            ("bucket/a+b", Some(("bucket", "a+b", None))),
            ("bucket/%ED%95%98", Some(("bucket", "하", None))),
            ("b/k?versionId=null", Some(("b", "k", Some("null")))),
            ("b/k%3FversionId=1", Some(("b", "k?versionId=1", None))),
            ("bucket", None),
            ("bucket/", None),
            ("/", None),
            ("", None),
        ] {
            let expected = expected.map(|(bucket, key, version)| CopySource {
                bucket: bucket.to_owned(),
                key: key.to_owned(),
                version: version.map(str::to_owned),
            });
            assert_eq!(parse(header).ok(), expected, "{header}");
        }
    }
}

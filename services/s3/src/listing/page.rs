//! A page of a bucket's objects, for both ListObjects and ListObjectsV2.

use super::encoding::Encoding;
use super::walk::{Entry, Page, Position, Query, walk};
use crate::bucket::Bucket;
use crate::object::{self, Object};
use crate::shapes::{CommonPrefix, Object as Shown, Owner};
use crate::{errors, limits, storage_class};
use haneul_pipeline::{AwsError, Cx};
use haneul_store::Span;
use jiff::Timestamp;

/// A page, taken apart.
pub struct Listing {
    pub objects: Vec<(String, Object)>,
    pub prefixes: Vec<String>,
    /// The last entry, if others follow.
    pub next: Option<String>,
}

/// How many entries are asked for, within what S3 gives at once.
pub fn check_count(name: &str, asked: Option<i64>) -> Result<i64, AwsError> {
    match asked {
        None => Ok(limits::PAGE),
        Some(n) if (0..=i64::from(i32::MAX)).contains(&n) => Ok(n.min(limits::PAGE)),
        Some(n) => Err(errors::invalid_argument(
            format!("Argument {name} must be an integer between 0 and 2147483647"),
            name,
            &n.to_string(),
        )),
    }
}

pub fn list(cx: &mut Cx, bucket: &Bucket, query: &Query<'_>) -> Result<Listing, AwsError> {
    let name = bucket.name.as_str();
    let under = Span::starts_with(name, query.prefix);
    let page = walk(query, |position, limit| {
        let span = match position {
            Position::Start => match query.after {
                Some(after) => under.clone().after(&(name, after)),
                None => under.clone(),
            },
            Position::AfterRow(key, _) => under.clone().after(&(name, key.as_str())),
            Position::Past(prefix) => under.clone().after_starting(name, prefix),
        };
        object::scan(cx, bucket, span, limit)
    })?;
    Ok(take_apart(page))
}

fn take_apart(page: Page<Object>) -> Listing {
    let last = page.entries.last().map(|entry| match entry {
        Entry::Key(key, _) => key.clone(),
        Entry::Prefix(prefix) => prefix.clone(),
    });
    let (mut objects, mut prefixes) = (Vec::new(), Vec::new());
    for entry in page.entries {
        match entry {
            Entry::Key(key, object) => objects.push((key, object)),
            Entry::Prefix(prefix) => prefixes.push(prefix),
        }
    }
    Listing {
        objects,
        prefixes,
        next: last.filter(|_| page.truncated),
    }
}

/// Whether restores are to be shown, and the moment to show them at.
pub fn restores(cx: &Cx, asked: Option<Vec<String>>) -> Result<Option<Timestamp>, AwsError> {
    let mut wanted = None;
    for name in asked.unwrap_or_default() {
        match name.as_str() {
            "RestoreStatus" => wanted = Some(cx.now()),
            other => {
                return Err(errors::invalid_argument(
                    "Invalid attribute name specified.",
                    "x-amz-optional-object-attributes",
                    other,
                ));
            }
        }
    }
    Ok(wanted)
}

pub fn shown(
    encoding: Encoding,
    key: &str,
    object: &Object,
    owner: Option<Owner>,
    restores: Option<Timestamp>,
) -> Shown {
    let checksum = object.checksum.as_ref();
    Shown {
        key: Some(encoding.key(key)),
        last_modified: Some(object.modified),
        e_tag: Some(object.quoted_etag()),
        size: Some(object.size as i64),
        storage_class: Some(storage_class::shown(object.storage.class)),
        checksum_algorithm: checksum.map(|c| vec![c.algorithm.name().to_owned()]),
        checksum_type: checksum.map(|c| c.kind.name().to_owned()),
        owner,
        restore_status: restores.and_then(|now| object.storage.restore_status(now)),
    }
}

pub fn prefixes(encoding: Encoding, prefixes: Vec<String>) -> Vec<CommonPrefix> {
    let show = |prefix: String| CommonPrefix {
        prefix: Some(encoding.key(&prefix)),
    };
    prefixes.into_iter().map(show).collect()
}

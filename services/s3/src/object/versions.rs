//! Versions that are not current any more, and delete markers.
//!
//! A key's current object lies among the objects, where reads and listings find it in one step. Its
//! older versions lie here, the newest first, and so do its delete markers: a marker is what comes
//! first here while there is no current object.

use super::row::{Marker, NULL, Object};
use super::{store, version_id};
use crate::bucket::Bucket;
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Scope, Span, Stored, Table, Tx};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// By bucket, key, and the order turned round.
static VERSIONS: Table<(String, String, i64), Version> = Table::new("s3_version");
/// Where the null version is, while it is among the versions.
static NULLS: Table<(String, String), NullAt> = Table::new("s3_null_version");

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Version {
    Object {
        object: Box<Object>,
        /// When it ceased to be the current one.
        since: Timestamp,
    },
    Marker(Marker),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct NullAt {
    order: i64,
}

impl Stored for Version {
    const VERSION: u32 = 1;
}

impl Stored for NullAt {
    const VERSION: u32 = 1;
}

impl Version {
    pub fn order(&self) -> i64 {
        match self {
            Version::Object { object, .. } => object.order,
            Version::Marker(marker) => marker.order,
        }
    }

    fn id(&self) -> &Option<String> {
        match self {
            Version::Object { object, .. } => &object.version,
            Version::Marker(marker) => &marker.version,
        }
    }
}

/// What there is under a key and a version.
#[derive(Clone, Debug, PartialEq)]
pub enum Lookup {
    Object(Arc<Object>),
    /// And whether it is the newest of its key.
    Marker(Marker, bool),
    Missing,
}

/// The version that is asked for, or without one the newest.
pub fn find(
    cx: &mut Cx,
    bucket: &Bucket,
    key: &str,
    version: Option<&str>,
) -> Result<Lookup, AwsError> {
    let current = store::get(cx, bucket, key)?;
    let Some(version) = version else {
        return match current {
            Some(object) => Ok(Lookup::Object(object)),
            None if bucket.is_unversioned() => Ok(Lookup::Missing),
            None => Ok(match first(cx, bucket, key)? {
                Some(Version::Marker(marker)) => Lookup::Marker(marker, true),
                _ => Lookup::Missing,
            }),
        };
    };
    let has_current = current.is_some();
    if let Some(object) = current.filter(|object| object.version_id() == version) {
        return Ok(Lookup::Object(object));
    }
    Ok(match older(cx, bucket, key, version)? {
        Some(Version::Object { object, .. }) => Lookup::Object(Arc::from(object)),
        Some(Version::Marker(marker)) => {
            let newest = !has_current
                && first(cx, bucket, key)?.is_some_and(|first| first.order() == marker.order);
            Lookup::Marker(marker, newest)
        }
        None => Lookup::Missing,
    })
}

fn older(
    cx: &mut Cx,
    bucket: &Bucket,
    key: &str,
    version: &str,
) -> Result<Option<Version>, AwsError> {
    let scope = bucket.scope(cx);
    older_in(cx.tx, scope, bucket, key, version)
}

/// An older version that is an object, where nobody calls.
pub(super) fn object_in(
    tx: &mut Tx,
    scope: Scope<'_>,
    bucket: &Bucket,
    key: &str,
    version: &str,
) -> Result<Option<Object>, AwsError> {
    Ok(match older_in(tx, scope, bucket, key, version)? {
        Some(Version::Object { object, .. }) => Some(*object),
        _ => None,
    })
}

fn older_in(
    tx: &mut Tx,
    scope: Scope<'_>,
    bucket: &Bucket,
    key: &str,
    version: &str,
) -> Result<Option<Version>, AwsError> {
    if bucket.is_unversioned() {
        return Ok(None);
    }
    let name = bucket.name.as_str();
    let order = match version {
        NULL => NULLS.get(tx, scope, &(name, key))?.map(|at| at.order),
        id => version_id::order(id),
    };
    let Some(order) = order else { return Ok(None) };
    let found = VERSIONS.get(tx, scope, &(name, key, !order))?;
    Ok(found.filter(|found| found.id().as_deref().unwrap_or(NULL) == version))
}

fn first(cx: &mut Cx, bucket: &Bucket, key: &str) -> Result<Option<Version>, AwsError> {
    let scope = bucket.scope(cx);
    let span = Span::prefix(&(bucket.name.as_str(), key));
    let rows = VERSIONS.scan(cx.tx, scope, span, 1, false)?;
    Ok(rows.into_iter().next().map(|(_, row)| row))
}

/// The order of the newest row here; 0 if there is none.
pub(super) fn newest(cx: &mut Cx, bucket: &Bucket, key: &str) -> Result<i64, AwsError> {
    match bucket.is_unversioned() {
        true => Ok(0),
        false => Ok(first(cx, bucket, key)?.map_or(0, |version| version.order())),
    }
}

fn put(cx: &mut Cx, bucket: &Bucket, key: &str, version: &Version) -> Result<(), AwsError> {
    let scope = bucket.scope(cx);
    let name = bucket.name.as_str();
    let order = version.order();
    if version.id().is_none() {
        NULLS.put(cx.tx, scope, &(name, key), &NullAt { order })?;
    }
    Ok(VERSIONS.put(cx.tx, scope, &(name, key, !order), version)?)
}

/// An object that was current until now.
pub(super) fn put_object(
    cx: &mut Cx,
    bucket: &Bucket,
    key: &str,
    object: Object,
) -> Result<(), AwsError> {
    let since = cx.now();
    let object = Box::new(object);
    put(cx, bucket, key, &Version::Object { object, since })
}

/// What is said about an older version, anew.
pub(super) fn amend(
    cx: &mut Cx,
    bucket: &Bucket,
    key: &str,
    object: &Object,
) -> Result<(), AwsError> {
    let scope = bucket.scope(cx);
    let place = (bucket.name.as_str(), key, !object.order);
    match VERSIONS.get(cx.tx, scope, &place)? {
        Some(Version::Object { since, .. }) => {
            let object = Box::new(object.clone());
            Ok(VERSIONS.put(cx.tx, scope, &place, &Version::Object { object, since })?)
        }
        _ => Err(AwsError::internal(
            "a version that is not there was changed",
        )),
    }
}

/// Puts a delete marker on top of a key.
pub fn mark(
    cx: &mut Cx,
    bucket: &Bucket,
    key: &str,
    gone: &mut Vec<String>,
) -> Result<Marker, AwsError> {
    let order = store::make_room(cx, bucket, key, gone)?;
    store::delete_current(cx, bucket, key)?;
    let keeps = bucket.keeps_versions();
    let marker = Marker {
        version: keeps.then(|| version_id::new(cx.random(), order)),
        order,
        modified: crate::seconds(cx.now()),
    };
    put(cx, bucket, key, &Version::Marker(marker.clone()))?;
    Ok(marker)
}

/// Removes one version for good; the newest that is left becomes current, if it is an object.
/// Where it was in its key's order, if there was such a version.
pub fn remove(
    cx: &mut Cx,
    bucket: &Bucket,
    key: &str,
    version: &str,
    gone: &mut Vec<String>,
) -> Result<Option<i64>, AwsError> {
    let current = store::get(cx, bucket, key)?;
    let order = match current {
        Some(object) if object.version_id() == version => {
            store::give_up(cx, bucket, key, &object, gone)?;
            store::delete_current(cx, bucket, key)?;
            object.order
        }
        current => {
            let Some(old) = older(cx, bucket, key, version)? else {
                return Ok(None);
            };
            take(cx, bucket, key, &old)?;
            if let Version::Object { object, .. } = &old {
                store::give_up(cx, bucket, key, object, gone)?;
            }
            if current.is_some() {
                return Ok(Some(old.order()));
            }
            old.order()
        }
    };
    promote(cx, bucket, key)?;
    Ok(Some(order))
}

/// The newest row becomes the current object, unless it is a marker.
fn promote(cx: &mut Cx, bucket: &Bucket, key: &str) -> Result<(), AwsError> {
    if bucket.is_unversioned() {
        return Ok(());
    }
    let Some(newest) = first(cx, bucket, key)? else {
        return Ok(());
    };
    if let Version::Object { object, .. } = &newest {
        take(cx, bucket, key, &newest)?;
        store::put_current(cx, bucket, key, object)?;
    }
    Ok(())
}

/// Takes a row out; the bytes of its object stay.
fn take(cx: &mut Cx, bucket: &Bucket, key: &str, version: &Version) -> Result<(), AwsError> {
    let scope = bucket.scope(cx);
    let name = bucket.name.as_str();
    if version.id().is_none() {
        NULLS.delete(cx.tx, scope, &(name, key))?;
    }
    VERSIONS.delete(cx.tx, scope, &(name, key, !version.order()))?;
    Ok(())
}

/// Makes room for a new null version, if the old one is not the current object.
pub(super) fn remove_null(
    cx: &mut Cx,
    bucket: &Bucket,
    key: &str,
    gone: &mut Vec<String>,
) -> Result<(), AwsError> {
    let Some(old) = older(cx, bucket, key, NULL)? else {
        return Ok(());
    };
    take(cx, bucket, key, &old)?;
    match &old {
        Version::Object { object, .. } => store::give_up(cx, bucket, key, object, gone),
        Version::Marker(_) => Ok(()),
    }
}

/// Rows in a span of keys and orders (see [`place`]).
pub fn scan(
    cx: &mut Cx,
    bucket: &Bucket,
    span: Span,
    limit: usize,
) -> Result<Vec<(String, Version)>, AwsError> {
    let scope = bucket.scope(cx);
    let rows = VERSIONS.scan(cx.tx, scope, span, limit, false)?;
    Ok(rows
        .into_iter()
        .map(|((_, key, _), row)| (key, row))
        .collect())
}

/// Where a version of this order lies, for spans.
pub fn place<'a>(bucket: &'a Bucket, key: &'a str, order: i64) -> (&'a str, &'a str, i64) {
    (bucket.name.as_str(), key, !order)
}

pub(super) fn is_empty(cx: &mut Cx, bucket: &Bucket) -> Result<bool, AwsError> {
    if bucket.is_unversioned() {
        return Ok(true);
    }
    let first = scan(cx, bucket, Span::prefix(bucket.name.as_str()), 1)?;
    Ok(first.is_empty())
}

/// A row that is not the newest of its key.
pub struct Noncurrent {
    pub version: Version,
    /// When it ceased to be the newest.
    pub since: Timestamp,
    /// Noncurrent ones that are newer, as far as rules count.
    pub newer: usize,
}

const COUNTED: usize = 101;

pub fn noncurrent(
    cx: &mut Cx,
    bucket: &Bucket,
    key: &str,
    order: i64,
) -> Result<Option<Noncurrent>, AwsError> {
    let scope = bucket.scope(cx);
    let name = bucket.name.as_str();
    let Some(version) = VERSIONS.get(cx.tx, scope, &(name, key, !order))? else {
        return Ok(None);
    };
    let current = store::get(cx, bucket, key)?;
    let newer = || Span::prefix(&(name, key)).before(&(name, key, !order));
    let count = VERSIONS.scan(cx.tx, scope, newer(), COUNTED, false)?.len();
    let next = VERSIONS.scan(cx.tx, scope, newer(), 1, true)?;
    let next = next.into_iter().next().map(|(_, next)| match next {
        Version::Object { object, .. } => object.modified,
        Version::Marker(marker) => marker.modified,
    });
    let successor = next.or(current.as_ref().map(|object| object.modified));
    let since = match &version {
        Version::Object { since, .. } => Some(*since),
        Version::Marker(_) => successor,
    };
    // Without a current object the newest row is a marker in its place.
    let newer = match current {
        Some(_) => count,
        None if count == 0 => return Ok(None),
        None => count - 1,
    };
    Ok(since.map(|since| Noncurrent {
        version,
        since,
        newer,
    }))
}

/// The marker of a key of which nothing else is left.
pub fn lone_marker(cx: &mut Cx, bucket: &Bucket, key: &str) -> Result<Option<Marker>, AwsError> {
    if store::get(cx, bucket, key)?.is_some() {
        return Ok(None);
    }
    let scope = bucket.scope(cx);
    let span = Span::prefix(&(bucket.name.as_str(), key));
    let mut rows = VERSIONS.scan(cx.tx, scope, span, 2, false)?;
    match (rows.pop(), rows.pop()) {
        (Some((_, Version::Marker(marker))), None) => Ok(Some(marker)),
        _ => Ok(None),
    }
}

/// Puts a version among the older ones of its key.
pub(super) fn insert(
    cx: &mut Cx,
    bucket: &Bucket,
    key: &str,
    object: Object,
) -> Result<(), AwsError> {
    let scope = bucket.scope(cx);
    let place = (bucket.name.as_str(), key, !object.order);
    match VERSIONS.exists(cx.tx, scope, &place)? {
        true => Err(AwsError::internal("two versions in one place")),
        false => put_object(cx, bucket, key, object),
    }
}

/// Puts a marker of another bucket where it belongs.
pub fn mark_replica(
    cx: &mut Cx,
    bucket: &Bucket,
    key: &str,
    marker: &Marker,
) -> Result<(), AwsError> {
    let scope = bucket.scope(cx);
    let place = (bucket.name.as_str(), key, !marker.order);
    if VERSIONS.exists(cx.tx, scope, &place)? {
        return Ok(());
    }
    match store::get(cx, bucket, key)? {
        Some(current) if current.order < marker.order => {
            put_object(cx, bucket, key, Arc::unwrap_or_clone(current))?;
            store::delete_current(cx, bucket, key)?;
        }
        _ => {}
    }
    put(cx, bucket, key, &Version::Marker(marker.clone()))
}

//! ListObjectVersions.

use super::encoding::Encoding;
use super::versions_page::{After, Row, page, take_apart};
use super::walk::Query;
use super::{check_count, prefixes, restores};
use crate::bucket::{self, Bucket};
use crate::object::{self, Marker, NULL, Object, settings, shown_version};
use crate::shapes::{
    DeleteMarkerEntry, ListObjectVersionsOutput, ListObjectVersionsRequest, ObjectVersion,
};
use crate::{acl, errors, storage_class};
use haneul_pipeline::{AwsError, Cx};
use jiff::Timestamp;

pub fn run(
    cx: &mut Cx,
    input: ListObjectVersionsRequest,
) -> Result<ListObjectVersionsOutput, AwsError> {
    let bucket = bucket::open(cx, &input.bucket)?;
    let restores = restores(cx, input.optional_object_attributes.clone())?;
    let most = check_count("max-keys", input.max_keys)?;
    let encoding = Encoding::of(input.encoding_type.as_deref());
    let prefix = input.prefix.clone().unwrap_or_default();
    let delimiter = input.delimiter.clone().unwrap_or_default();
    let after = after(cx, &bucket, &input)?;
    let query = Query {
        prefix: &prefix,
        delimiter: &delimiter,
        after: after.map(|after| after.key),
        most: most as usize,
    };
    let taken = take_apart(page(cx, &bucket, &query, after)?);
    let (mut versions, mut markers) = (Vec::new(), Vec::new());
    for (key, row) in &taken.rows {
        let key = encoding.key(key);
        match row {
            Row::Object(object, newest) => {
                versions.push(version(&bucket, key, object, *newest, restores))
            }
            Row::Marker(found, newest) => markers.push(marker(&bucket, key, found, *newest)),
        }
    }
    let (next_key, next_version) = taken.next.map_or((None, None), |(k, v)| (Some(k), v));
    Ok(ListObjectVersionsOutput {
        is_truncated: Some(next_key.is_some()),
        next_version_id_marker: next_version,
        next_key_marker: encoding.maybe(next_key),
        versions: Some(versions),
        delete_markers: Some(markers),
        common_prefixes: Some(prefixes(encoding, taken.prefixes)),
        max_keys: Some(most),
        key_marker: Some(encoding.key(&input.key_marker.unwrap_or_default())),
        version_id_marker: Some(input.version_id_marker.unwrap_or_default()),
        name: Some(input.bucket),
        prefix: Some(encoding.key(&prefix)),
        delimiter: encoding.maybe(input.delimiter.filter(|d| !d.is_empty())),
        encoding_type: encoding.name(),
        ..ListObjectVersionsOutput::default()
    })
}

/// Behind the key marker's versions, or behind the version that is named.
fn after<'i>(
    cx: &mut Cx,
    bucket: &Bucket,
    input: &'i ListObjectVersionsRequest,
) -> Result<Option<After<'i>>, AwsError> {
    let key = input.key_marker.as_deref().filter(|key| !key.is_empty());
    let version = input.version_id_marker.as_deref();
    let Some(key) = key else {
        return match version {
            None => Ok(None),
            Some(version) => Err(errors::invalid_argument(
                "A version-id marker cannot be specified without a key marker.",
                "version-id-marker",
                version,
            )),
        };
    };
    let version = version.filter(|version| !version.is_empty());
    settings::check_version(version)?;
    let order = match version {
        None => None,
        // Where it is may have to be looked up; if it is gone, so is all behind it that matters.
        Some(NULL) => match object::find(cx, bucket, key, Some(NULL))? {
            object::Lookup::Object(object) => Some(object.order),
            object::Lookup::Marker(marker, _) => Some(marker.order),
            object::Lookup::Missing => None,
        },
        Some(id) => object::version_order(id),
    };
    Ok(Some(After { key, order }))
}

fn version(
    bucket: &Bucket,
    key: String,
    object: &Object,
    newest: bool,
    restores: Option<Timestamp>,
) -> ObjectVersion {
    let checksum = object.checksum.as_ref();
    ObjectVersion {
        key: Some(key),
        version_id: Some(object.version_id().to_owned()),
        is_latest: Some(newest),
        last_modified: Some(object.modified),
        e_tag: Some(object.quoted_etag()),
        size: Some(object.size as i64),
        storage_class: Some(storage_class::shown(object.storage.class)),
        checksum_algorithm: checksum.map(|c| vec![c.algorithm.name().to_owned()]),
        checksum_type: checksum.map(|c| c.kind.name().to_owned()),
        owner: Some(acl::owner(object.owner(bucket))),
        restore_status: restores.and_then(|now| object.storage.restore_status(now)),
    }
}

fn marker(bucket: &Bucket, key: String, marker: &Marker, newest: bool) -> DeleteMarkerEntry {
    DeleteMarkerEntry {
        owner: Some(acl::owner(&bucket.owner)),
        key: Some(key),
        version_id: Some(shown_version(&marker.version).to_owned()),
        is_latest: Some(newest),
        last_modified: Some(marker.modified),
    }
}

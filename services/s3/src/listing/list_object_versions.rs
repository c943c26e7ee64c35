//! ListObjectVersions, of buckets that keep no versions: every object is its own only one.

use super::encoding::Encoding;
use super::walk::Query;
use super::{check_count, list, prefixes};
use crate::bucket::{self, Bucket};
use crate::object::Object;
use crate::shapes::{ListObjectVersionsOutput, ListObjectVersionsRequest, ObjectVersion};
use crate::{acl, errors};
use haneul_pipeline::{AwsError, Cx};

/// The version of what was never versioned.
const NULL: &str = "null";

pub fn run(
    cx: &mut Cx,
    input: ListObjectVersionsRequest,
) -> Result<ListObjectVersionsOutput, AwsError> {
    let bucket = bucket::open(cx, &input.bucket)?;
    let most = check_count("max-keys", input.max_keys)?;
    let encoding = Encoding::of(input.encoding_type.as_deref());
    let prefix = input.prefix.clone().unwrap_or_default();
    let delimiter = input.delimiter.clone().unwrap_or_default();
    let after = input
        .key_marker
        .as_deref()
        .filter(|marker| !marker.is_empty());
    if input.version_id_marker.is_some() && after.is_none() {
        return Err(errors::invalid_argument(
            "A version-id marker cannot be specified without a key marker.",
            "version-id-marker",
            input.version_id_marker.as_deref().unwrap_or_default(),
        ));
    }
    let query = Query {
        prefix: &prefix,
        delimiter: &delimiter,
        after,
        most: most as usize,
    };
    let listing = list(cx, &bucket, &query)?;
    let ends_with_key = |next: &String| listing.objects.last().is_some_and(|(key, _)| key == next);
    let next_version = listing
        .next
        .as_ref()
        .filter(|next| ends_with_key(next))
        .map(|_| NULL.to_owned());
    Ok(ListObjectVersionsOutput {
        is_truncated: Some(listing.next.is_some()),
        next_version_id_marker: next_version,
        next_key_marker: encoding.maybe(listing.next),
        versions: Some(
            listing
                .objects
                .iter()
                .map(|(key, object)| version(&bucket, encoding.key(key), object))
                .collect(),
        ),
        common_prefixes: Some(prefixes(encoding, listing.prefixes)),
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

fn version(bucket: &Bucket, key: String, object: &Object) -> ObjectVersion {
    let checksum = object.checksum.as_ref();
    ObjectVersion {
        key: Some(key),
        version_id: Some(NULL.to_owned()),
        is_latest: Some(true),
        last_modified: Some(object.modified),
        e_tag: Some(object.quoted_etag()),
        size: Some(object.size as i64),
        storage_class: Some("STANDARD".to_owned()),
        checksum_algorithm: checksum.map(|c| vec![c.algorithm.name().to_owned()]),
        checksum_type: checksum.map(|c| c.kind.name().to_owned()),
        owner: Some(acl::owner(&bucket.owner)),
        restore_status: None,
    }
}

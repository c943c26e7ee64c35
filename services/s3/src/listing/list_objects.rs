//! ListObjects, the first version.

use super::encoding::Encoding;
use super::walk::Query;
use super::{check_count, list, prefixes, restores, shown};
use crate::object::Object;
use crate::shapes::{ListObjectsOutput, ListObjectsRequest};
use crate::{acl, bucket};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: ListObjectsRequest) -> Result<ListObjectsOutput, AwsError> {
    let bucket = bucket::open(cx, &input.bucket)?;
    let restores = restores(cx, input.optional_object_attributes)?;
    let most = check_count("max-keys", input.max_keys)?;
    let encoding = Encoding::of(input.encoding_type.as_deref());
    let prefix = input.prefix.clone().unwrap_or_default();
    let delimiter = input.delimiter.clone().unwrap_or_default();
    let query = Query {
        prefix: &prefix,
        delimiter: &delimiter,
        after: input.marker.as_deref().filter(|marker| !marker.is_empty()),
        most: most as usize,
    };
    let listing = list(cx, &bucket, &query)?;
    let owner = |object: &Object| acl::owner(object.owner(&bucket));
    let truncated = listing.next.is_some();
    // Without a delimiter the last key of the page is the next marker.
    let next = listing.next.filter(|_| !delimiter.is_empty());
    Ok(ListObjectsOutput {
        is_truncated: Some(truncated),
        marker: Some(encoding.key(&input.marker.unwrap_or_default())),
        next_marker: encoding.maybe(next),
        contents: Some(
            listing
                .objects
                .iter()
                .map(|(key, object)| shown(encoding, key, object, Some(owner(object)), restores))
                .collect(),
        ),
        common_prefixes: Some(prefixes(encoding, listing.prefixes)),
        max_keys: Some(most),
        name: Some(input.bucket),
        prefix: Some(encoding.key(&prefix)),
        delimiter: encoding.maybe(input.delimiter.filter(|d| !d.is_empty())),
        encoding_type: encoding.name(),
        request_charged: None,
    })
}

//! ListObjectsV2.

use super::encoding::Encoding;
use super::walk::Query;
use super::{check_count, list, prefixes, restores, shown, token};
use crate::object::Object;
use crate::shapes::{ListObjectsV2Output, ListObjectsV2Request};
use crate::{acl, bucket};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: ListObjectsV2Request) -> Result<ListObjectsV2Output, AwsError> {
    let bucket = bucket::open(cx, &input.bucket)?;
    let restores = restores(cx, input.optional_object_attributes)?;
    let most = check_count("max-keys", input.max_keys)?;
    let encoding = Encoding::of(input.encoding_type.as_deref());
    let prefix = input.prefix.clone().unwrap_or_default();
    let delimiter = input.delimiter.clone().unwrap_or_default();
    let bound = [bucket.id.as_str(), prefix.as_str(), delimiter.as_str()];
    let after = match &input.continuation_token {
        Some(text) => Some(token::open(text, &bound)?),
        None => input.start_after.clone(),
    };
    let query = Query {
        prefix: &prefix,
        delimiter: &delimiter,
        after: after.as_deref(),
        most: most as usize,
    };
    let listing = list(cx, &bucket, &query)?;
    let fetch = input.fetch_owner == Some(true);
    let owner = |object: &Object| fetch.then(|| acl::owner(object.owner(&bucket)));
    let count = listing.objects.len() + listing.prefixes.len();
    Ok(ListObjectsV2Output {
        is_truncated: Some(listing.next.is_some()),
        next_continuation_token: listing.next.map(|last| token::seal(&last, &bound)),
        contents: Some(
            listing
                .objects
                .iter()
                .map(|(key, object)| shown(encoding, key, object, owner(object), restores))
                .collect(),
        ),
        common_prefixes: Some(prefixes(encoding, listing.prefixes)),
        key_count: Some(count as i64),
        max_keys: Some(most),
        name: Some(input.bucket),
        prefix: Some(encoding.key(&prefix)),
        delimiter: encoding.maybe(input.delimiter.filter(|d| !d.is_empty())),
        encoding_type: encoding.name(),
        continuation_token: input.continuation_token,
        start_after: encoding.maybe(input.start_after),
        request_charged: None,
    })
}

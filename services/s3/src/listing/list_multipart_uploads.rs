//! ListMultipartUploads.

use super::encoding::Encoding;
use super::walk::{Entry, Page, Position, Query, walk};
use super::{check_count, prefixes};
use crate::bucket::{self, Bucket};
use crate::multipart::{self, Upload};
use crate::shapes::{ListMultipartUploadsOutput, ListMultipartUploadsRequest, MultipartUpload};
use crate::{acl, storage_class};
use haneul_pipeline::{AwsError, Cx};
use haneul_store::Span;

type Row = (String, Upload);

pub fn run(
    cx: &mut Cx,
    input: ListMultipartUploadsRequest,
) -> Result<ListMultipartUploadsOutput, AwsError> {
    let bucket = bucket::open(cx, &input.bucket)?;
    let most = check_count("max-uploads", input.max_uploads)?;
    let encoding = Encoding::of(input.encoding_type.as_deref());
    let prefix = input.prefix.clone().unwrap_or_default();
    let delimiter = input.delimiter.clone().unwrap_or_default();
    let query = Query {
        prefix: &prefix,
        delimiter: &delimiter,
        after: input
            .key_marker
            .as_deref()
            .filter(|marker| !marker.is_empty()),
        most: most as usize,
    };
    // A marker of an id means something only beside one of a key.
    let id_marker = input
        .upload_id_marker
        .as_deref()
        .filter(|_| query.after.is_some());
    let page = list(cx, &bucket, &query, id_marker)?;
    let (next_key, next_id) = match page.entries.last().filter(|_| page.truncated) {
        Some(Entry::Key(key, (id, _))) => (Some(key.clone()), Some(id.clone())),
        Some(Entry::Prefix(prefix)) => (Some(prefix.clone()), None),
        None => (None, None),
    };
    let (mut uploads, mut common) = (Vec::new(), Vec::new());
    for entry in page.entries {
        match entry {
            Entry::Key(key, (id, upload)) => {
                uploads.push(show(&bucket, encoding.key(&key), id, upload));
            }
            Entry::Prefix(prefix) => common.push(prefix),
        }
    }
    Ok(ListMultipartUploadsOutput {
        is_truncated: Some(page.truncated),
        next_key_marker: encoding.maybe(next_key),
        next_upload_id_marker: next_id,
        uploads: Some(uploads),
        common_prefixes: Some(prefixes(encoding, common)),
        max_uploads: Some(most),
        key_marker: Some(encoding.key(&input.key_marker.unwrap_or_default())),
        upload_id_marker: Some(input.upload_id_marker.unwrap_or_default()),
        bucket: Some(input.bucket),
        prefix: Some(encoding.key(&prefix)),
        delimiter: encoding.maybe(input.delimiter.filter(|d| !d.is_empty())),
        encoding_type: encoding.name(),
        request_charged: None,
    })
}

fn list(
    cx: &mut Cx,
    bucket: &Bucket,
    query: &Query<'_>,
    id_marker: Option<&str>,
) -> Result<Page<Row>, AwsError> {
    let home = bucket.id.as_str();
    let under = Span::starts_with(home, query.prefix);
    walk(query, |position: &Position<Row>, limit| {
        let span = match position {
            Position::Start => match (query.after, id_marker) {
                (Some(key), Some(id)) => under.clone().after(&(home, key, id)),
                (Some(key), None) => under.clone().after_prefix(&(home, key)),
                (None, _) => under.clone(),
            },
            Position::AfterRow(key, (id, _)) => {
                under.clone().after(&(home, key.as_str(), id.as_str()))
            }
            Position::Past(prefix) => under.clone().after_starting(home, prefix),
        };
        multipart::scan(cx, bucket, span, limit)
    })
}

fn show(bucket: &Bucket, key: String, id: String, upload: Upload) -> MultipartUpload {
    MultipartUpload {
        upload_id: Some(id),
        key: Some(key),
        initiated: Some(upload.initiated),
        storage_class: Some(storage_class::shown(upload.class)),
        owner: Some(acl::owner(&bucket.owner)),
        initiator: Some(acl::shown_initiator(&upload.initiator)),
        checksum_algorithm: upload.algorithm.map(|a| a.name().to_owned()),
        checksum_type: upload.algorithm.map(|_| upload.kind.name().to_owned()),
        version_id: None,
    }
}

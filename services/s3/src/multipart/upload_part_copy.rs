//! UploadPartCopy.

use super::row;
use super::upload_part::{Place, check_number, data_key};
use crate::body::Rest;
use crate::body::{self, Incoming, Plan, show_checksum};
use crate::encryption::{customer_key, show_encryption, source_customer_key};
use crate::object::conditions::Conditions;
use crate::object::{copy_source, quoted, range};
use crate::shapes::{CopyPartResult, UploadPartCopyOutput, UploadPartCopyRequest};
use crate::zones;
use crate::{bucket, errors, limits};
use haneul_pipeline::{AwsError, Edge};
use std::ops::Range;

pub async fn run(
    edge: Edge,
    input: UploadPartCopyRequest,
) -> Result<UploadPartCopyOutput, AwsError> {
    check_number(input.part_number)?;
    let (customer, theirs) = (customer_key!(input)?, source_customer_key!(input)?);
    let source = copy_source::parse(&input.copy_source)?;
    let conditions = Conditions {
        if_match: input.copy_source_if_match.clone(),
        if_none_match: input.copy_source_if_none_match.clone(),
        if_modified_since: input.copy_source_if_modified_since,
        if_unmodified_since: input.copy_source_if_unmodified_since,
    };
    let owner = input.expected_source_bucket_owner.as_deref();
    let (bucket, upload, original) = edge.read(|cx| {
        let bucket = bucket::open(cx, &input.bucket)?;
        let upload = row::existing(cx, &bucket, &input.key, &input.upload_id)?;
        let original = copy_source::find(cx, &source, &conditions, owner, theirs.as_ref())?;
        Ok((bucket, upload, original))
    })?;
    let header = input.copy_source_range.as_deref();
    let range = header
        .map(|header| stretch(header, original.object.size))
        .transpose()?;
    let plan = Plan {
        algorithm: upload.algorithm.unwrap_or(Plan::default().algorithm),
        inline: limits::INLINE_PART_BYTES,
        ..Plan::default()
    };
    let bytes = copy_source::open(&edge, &original, &source.key, range).await?;
    let place = (&bucket, input.key.as_str());
    let key = edge.read(|cx| data_key(cx, place, &upload, customer.as_ref()))?;
    let incoming = Incoming::Stored(Box::new(bytes));
    let rest = Rest {
        key: key.as_ref(),
        placement: zones::placement(&edge.cloud.random, &bucket, upload.class),
    };
    let received = body::receive(&edge.cloud, incoming, plan, rest).await?;
    let place = Place {
        bucket: &bucket,
        key: &input.key,
        upload_id: &input.upload_id,
        number: input.part_number,
    };
    let part = place.commit(&edge, &upload, received).await?;
    let mut result = CopyPartResult {
        e_tag: Some(quoted(&part.etag)),
        last_modified: Some(part.modified),
        ..CopyPartResult::default()
    };
    if let (Some(algorithm), Some(value)) = (upload.algorithm, part.checksum) {
        show_checksum!(result, algorithm, value);
    }
    let mut output = UploadPartCopyOutput {
        copy_part_result: Some(result),
        ..UploadPartCopyOutput::default()
    };
    show_encryption!(output, &upload.encryption);
    Ok(output)
}

/// Here both ends must be given, and lie in the object.
fn stretch(header: &str, size: u64) -> Result<Range<u64>, AwsError> {
    match range::bounds(header) {
        Some((Some(from), Some(to))) if from <= to && to < size => Ok(from..to + 1),
        Some((Some(from), Some(to))) if from <= to => Err(errors::invalid_argument(
            format!("Range specified is not valid for source object of size: {size}"),
            "x-amz-copy-source-range",
            header,
        )),
        _ => Err(errors::invalid_argument(
            "The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy",
            "x-amz-copy-source-range",
            header,
        )),
    }
}

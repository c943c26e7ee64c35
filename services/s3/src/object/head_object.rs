//! HeadObject.

use super::conditions::Conditions;
use super::{Look, show_object};
use crate::encryption::customer_key;
use crate::shapes::{HeadObjectOutput, HeadObjectRequest};
use crate::storage_class;
use haneul_pipeline::{AwsError, Cx, Reply};

pub fn run(cx: &mut Cx, input: HeadObjectRequest) -> Result<Reply, AwsError> {
    let found = super::look(cx, &asked(&input)?)?;
    let mut output = HeadObjectOutput::default();
    show_object!(output, input, found);
    output.archive_status =
        storage_class::archive_status(cx, &found.bucket, &input.key, &found.object)?;
    Ok(Reply::new(output).status(found.selection.status))
}

fn asked(input: &HeadObjectRequest) -> Result<Look, AwsError> {
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
        reads: false,
    })
}

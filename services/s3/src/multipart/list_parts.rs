//! ListParts.

use super::row::{self, PartRow, Upload};
use crate::body::show_checksum;
use crate::object::quoted;
use crate::shapes::{ListPartsOutput, ListPartsRequest, Part};
use crate::{acl, bucket, errors, lifecycle, limits, storage_class};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: ListPartsRequest) -> Result<ListPartsOutput, AwsError> {
    let bucket = bucket::open(cx, &input.bucket)?;
    let upload = row::existing(cx, &bucket, &input.key, &input.upload_id)?;
    let most = within("max-parts", input.max_parts, limits::PAGE)?.min(limits::PAGE);
    let marker = within("part-number-marker", input.part_number_marker, 0)?;
    let mut parts = row::parts(cx, &bucket, &input.upload_id, marker, most as usize + 1)?;
    let truncated = parts.len() > most as usize;
    parts.truncate(most as usize);
    let end = lifecycle::abortion(cx, &bucket, &input.key, upload.initiated)?;
    let (abort_date, abort_rule_id) = end.unzip();
    Ok(ListPartsOutput {
        abort_date,
        abort_rule_id,
        next_part_number_marker: Some(parts.last().map_or(0, |(number, _)| *number)),
        part_number_marker: Some(marker),
        max_parts: Some(most),
        is_truncated: Some(truncated && most > 0),
        parts: Some(
            parts
                .into_iter()
                .map(|(n, part)| show(&upload, n, part))
                .collect(),
        ),
        initiator: Some(acl::shown_initiator(&upload.initiator)),
        owner: Some(acl::owner(&bucket.owner)),
        storage_class: Some(storage_class::shown(upload.class)),
        checksum_algorithm: upload.algorithm.map(|a| a.name().to_owned()),
        checksum_type: upload.algorithm.map(|_| upload.kind.name().to_owned()),
        bucket: Some(input.bucket),
        key: Some(input.key),
        upload_id: Some(input.upload_id),
        ..ListPartsOutput::default()
    })
}

fn show(upload: &Upload, number: i64, part: PartRow) -> Part {
    let mut shown = Part {
        part_number: Some(number),
        last_modified: Some(part.modified),
        e_tag: Some(quoted(&part.etag)),
        size: Some(part.piece.len() as i64),
        ..Part::default()
    };
    if let (Some(algorithm), Some(value)) = (upload.algorithm, part.checksum) {
        show_checksum!(shown, algorithm, value);
    }
    shown
}

fn within(name: &str, value: Option<i64>, usual: i64) -> Result<i64, AwsError> {
    match value {
        None => Ok(usual),
        Some(n) if (0..=i64::from(i32::MAX)).contains(&n) => Ok(n),
        Some(n) => Err(errors::invalid_argument(
            format!("Argument {name} must be an integer between 0 and 2147483647"),
            name,
            &n.to_string(),
        )),
    }
}

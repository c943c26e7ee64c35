//! GetObjectAttributes.

use super::{Object, Part};
use crate::body::{Kind, show_checksum};
use crate::encryption::{self, customer_key};
use crate::shapes::{
    Checksum, GetObjectAttributesOutput, GetObjectAttributesParts, GetObjectAttributesRequest,
    ObjectPart,
};
use crate::{bucket, errors, limits, storage_class};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: GetObjectAttributesRequest,
) -> Result<GetObjectAttributesOutput, AwsError> {
    let bucket = bucket::open(cx, &input.bucket)?;
    let customer = customer_key!(input)?;
    let object = super::existing(cx, &bucket, &input.key, input.version_id.as_deref())?;
    encryption::check_customer(object.encryption.as_ref(), customer.as_ref())?;
    let parts = super::parts(cx, &bucket, &input.key, &object)?;
    let asked = |name: &str| input.object_attributes.iter().any(|a| a == name);
    let mut output = GetObjectAttributesOutput {
        last_modified: Some(object.modified),
        version_id: object.answered_version(&bucket),
        ..GetObjectAttributesOutput::default()
    };
    if asked("ETag") {
        output.e_tag = Some(object.etag.clone());
    }
    if asked("Checksum") {
        output.checksum = checksum(&object);
    }
    if asked("ObjectParts") {
        output.object_parts = parts
            .map(|parts| page(&object, &parts, &input))
            .transpose()?;
    }
    if asked("StorageClass") {
        output.storage_class = Some(storage_class::shown(object.storage.class));
    }
    if asked("ObjectSize") {
        output.object_size = Some(object.size as i64);
    }
    Ok(output)
}

fn checksum(object: &Object) -> Option<Checksum> {
    let stored = object.checksum.as_ref()?;
    let mut shown = Checksum {
        checksum_type: Some(stored.kind.name().to_owned()),
        ..Checksum::default()
    };
    // Here a composite checksum stands without the number of its parts.
    let value = match (stored.kind, stored.value.split_once('-')) {
        (Kind::Composite, Some((value, _))) => value.to_owned(),
        _ => stored.value.clone(),
    };
    show_checksum!(shown, stored.algorithm, value);
    Some(shown)
}

fn page(
    object: &Object,
    parts: &[Part],
    input: &GetObjectAttributesRequest,
) -> Result<GetObjectAttributesParts, AwsError> {
    let most = input.max_parts.unwrap_or(limits::PAGE);
    if most < 0 {
        return Err(errors::invalid_argument(
            "Argument max-parts must be an integer between 0 and 2147483647",
            "max-parts",
            &most.to_string(),
        ));
    }
    let most = most.min(limits::PAGE);
    let marker = input.part_number_marker.unwrap_or(0);
    let total = Some(parts.len() as i64);
    // Parts are listed only if each has a checksum of its own.
    if parts.iter().any(|part| part.checksum.is_none()) {
        return Ok(GetObjectAttributesParts {
            total_parts_count: total,
            ..GetObjectAttributesParts::default()
        });
    }
    let mut rest = (1..).zip(parts).filter(|(number, _)| *number > marker);
    let listed: Vec<_> = rest.by_ref().take(most as usize).collect();
    let truncated = rest.next().is_some();
    Ok(GetObjectAttributesParts {
        total_parts_count: total,
        part_number_marker: Some(marker),
        next_part_number_marker: Some(listed.last().map_or(0, |(number, _)| *number)),
        max_parts: Some(most),
        is_truncated: Some(truncated),
        parts: Some(
            listed
                .into_iter()
                .map(|(n, part)| show(object, n, part))
                .collect(),
        ),
    })
}

fn show(object: &Object, number: i64, part: &Part) -> ObjectPart {
    let mut shown = ObjectPart {
        part_number: Some(number),
        size: Some(part.piece.len() as i64),
        ..ObjectPart::default()
    };
    if let (Some(stored), Some(value)) = (&object.checksum, &part.checksum) {
        show_checksum!(shown, stored.algorithm, value.clone());
    }
    shown
}

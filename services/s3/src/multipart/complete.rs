//! The rules by which parts become an object.

use super::row::{PartRow, Upload};
use crate::body::{self, Algorithm, Checksum, Kind};
use crate::object::conditions::unquoted;
use crate::shapes::{CompleteMultipartUploadRequest, CompletedPart};
use crate::{errors, limits};
use haneul_pipeline::AwsError;
use std::collections::HashMap;

/// A part as the client lists it.
pub struct Listed {
    pub number: i64,
    pub etag: String,
    pub checksums: Vec<(Algorithm, String)>,
}

/// The client's list: not empty, and in order.
pub fn listed(input: &mut CompleteMultipartUploadRequest) -> Result<Vec<Listed>, AwsError> {
    let upload = input.multipart_upload.take().unwrap_or_default();
    let parts = upload.parts.unwrap_or_default();
    if parts.is_empty() || parts.len() > limits::PARTS as usize {
        return Err(errors::malformed_xml());
    }
    let listed: Vec<Listed> = parts.into_iter().map(one).collect::<Result<_, _>>()?;
    match listed
        .windows(2)
        .all(|pair| pair[0].number < pair[1].number)
    {
        true => Ok(listed),
        false => Err(errors::invalid_part_order(&input.upload_id)),
    }
}

fn one(mut part: CompletedPart) -> Result<Listed, AwsError> {
    let (Some(number), Some(etag)) = (part.part_number, part.e_tag.take()) else {
        return Err(errors::malformed_xml());
    };
    Ok(Listed {
        number,
        etag: unquoted(&etag).to_owned(),
        checksums: body::given_checksums!(part)?,
    })
}

/// The listed parts with what is stored of them.
pub fn chosen(
    id: &str,
    upload: &Upload,
    listed: &[Listed],
    stored: Vec<(i64, PartRow)>,
) -> Result<Vec<(i64, PartRow)>, AwsError> {
    let mut stored: HashMap<i64, PartRow> = stored.into_iter().collect();
    let mut chosen = Vec::with_capacity(listed.len());
    for (place, want) in listed.iter().enumerate() {
        let wrong = || errors::invalid_part(id, want.number, &want.etag);
        let part = stored.remove(&want.number).ok_or_else(wrong)?;
        if part.etag != want.etag {
            return Err(wrong());
        }
        check_sums(id, upload, want, &part)?;
        let size = part.piece.len();
        if size < limits::PART_MIN_BYTES && place + 1 < listed.len() {
            return Err(errors::entity_too_small(size, want.number, &part.etag));
        }
        chosen.push((want.number, part));
    }
    Ok(chosen)
}

fn check_sums(id: &str, upload: &Upload, want: &Listed, part: &PartRow) -> Result<(), AwsError> {
    let wrong = || errors::invalid_part(id, want.number, &want.etag);
    for (algorithm, value) in &want.checksums {
        let stored = match upload.algorithm {
            Some(agreed) if agreed == *algorithm => part.checksum.as_ref(),
            None if *algorithm == Algorithm::Crc64Nvme => Some(&part.crc64),
            _ => None,
        };
        if stored != Some(value) {
            return Err(wrong());
        }
    }
    match upload.algorithm {
        Some(agreed) if upload.kind == Kind::Composite && want.checksums.is_empty() => {
            Err(errors::invalid_request(format!(
                "The upload was created using a {} checksum. The complete request must include the checksum for each part. It was missing for part {} in the request.",
                agreed.name().to_ascii_lowercase(),
                want.number
            )))
        }
        _ => Ok(()),
    }
}

/// The whole object's checksum.
pub fn checksum(upload: &Upload, parts: &[(i64, PartRow)]) -> Result<Checksum, AwsError> {
    let agreed = |part: &PartRow| part.checksum.clone().unwrap_or_default();
    let whole = match (upload.algorithm, upload.kind) {
        (None, _) => {
            let sums = parts.iter().map(|(_, p)| (p.crc64.as_str(), p.piece.len()));
            body::whole_of_parts(Algorithm::Crc64Nvme, sums)
        }
        (Some(algorithm), Kind::FullObject) => {
            let sums: Vec<_> = parts
                .iter()
                .map(|(_, p)| (agreed(p), p.piece.len()))
                .collect();
            let sums = sums.iter().map(|(sum, length)| (sum.as_str(), *length));
            body::whole_of_parts(algorithm, sums)
        }
        (Some(algorithm), Kind::Composite) => {
            let sums: Vec<_> = parts.iter().map(|(_, p)| agreed(p)).collect();
            Some(body::composite(algorithm, sums.iter().map(String::as_str)))
        }
    };
    whole.ok_or_else(|| AwsError::internal("parts whose checksums do not combine"))
}

/// What the client says of the whole must be so.
pub fn check_whole(
    upload: &Upload,
    given: &[(Algorithm, String)],
    kind: Option<&str>,
    checksum: &Checksum,
) -> Result<(), AwsError> {
    if kind.is_some_and(|kind| kind != upload.kind.name()) {
        return Err(errors::invalid_request(format!(
            "The upload was created using the {} checksum mode. The complete request must use the same checksum mode.",
            upload.kind.name()
        )));
    }
    for (algorithm, value) in given {
        let same = *algorithm == checksum.algorithm
            && (*value == checksum.value
                || checksum
                    .value
                    .split_once('-')
                    .is_some_and(|(sum, _)| sum == value));
        if !same {
            return Err(errors::bad_checksum(&algorithm.name().to_ascii_lowercase()));
        }
    }
    Ok(())
}

//! CreateMultipartUpload.

use super::row::{self, Upload};
use crate::body::{self, Algorithm, Kind};
use crate::encryption::{self, show_encryption};
use crate::object::settings as settings_of;
use crate::object::settings::check_key;
use crate::shapes::{CreateMultipartUploadOutput, CreateMultipartUploadRequest};
use crate::{acl, bucket, errors, lifecycle};
use haneul_pipeline::{AwsError, Cx};

const ID: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._";
const ID_LENGTH: usize = 96;

pub fn run(
    cx: &mut Cx,
    mut input: CreateMultipartUploadRequest,
) -> Result<CreateMultipartUploadOutput, AwsError> {
    check_key(&input.key)?;
    let bucket = bucket::open(cx, &input.bucket)?;
    let mut settings = settings_of!(input);
    settings.check(&bucket)?;
    let (algorithm, kind) = checksum(&input)?;
    let begun = encryption::begin_as(cx, &bucket, &input.key, &settings)?;
    let belonging = acl::belonging(&bucket, cx.caller(), &settings.acl)?;
    let upload = Upload {
        initiated: crate::seconds(cx.now()),
        initiator: acl::initiator(cx.caller()),
        tags: settings.tags()?,
        class: settings.storage()?.class,
        headers: settings.headers,
        metadata: settings.metadata,
        algorithm,
        kind,
        lock: settings.lock.lock(&bucket, cx.now())?,
        encryption: begun.map(|(encryption, _)| encryption),
        redirect: settings.redirect,
        owner: belonging.owner,
        acl: belonging.acl,
    };
    let id = cx.random().text(ID, ID_LENGTH);
    row::put(cx, &bucket, &input.key, &id, &upload)?;
    let end = lifecycle::abortion(cx, &bucket, &input.key, upload.initiated)?;
    let (abort_date, abort_rule_id) = end.unzip();
    let mut output = CreateMultipartUploadOutput {
        abort_date,
        abort_rule_id,
        bucket: Some(input.bucket),
        key: Some(input.key),
        upload_id: Some(id),
        checksum_algorithm: algorithm.map(|a| a.name().to_owned()),
        checksum_type: algorithm.map(|_| kind.name().to_owned()),
        ..CreateMultipartUploadOutput::default()
    };
    show_encryption!(output, &upload.encryption);
    Ok(output)
}

/// What the object's checksum will be. Without a wish, S3 makes a CRC-64/NVME of the whole.
fn checksum(input: &CreateMultipartUploadRequest) -> Result<(Option<Algorithm>, Kind), AwsError> {
    let kind = input.checksum_type.as_deref().and_then(Kind::parse);
    let Some(name) = &input.checksum_algorithm else {
        return match kind {
            None => Ok((None, Kind::FullObject)),
            Some(_) => Err(errors::invalid_request(
                "The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.",
            )),
        };
    };
    let algorithm = body::parse_algorithm(name)?;
    let kind = kind.unwrap_or_else(|| algorithm.usual_kind());
    match algorithm.allows(kind) {
        true => Ok((Some(algorithm), kind)),
        false => Err(errors::invalid_request(format!(
            "The {} checksum type cannot be used with the {} checksum algorithm.",
            kind.name(),
            algorithm.name().to_ascii_lowercase()
        ))),
    }
}

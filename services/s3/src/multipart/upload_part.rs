//! UploadPart.

use super::row::{self, PartRow, Upload};
use crate::body::Rest;
use crate::body::{
    self, Data, Incoming, Kind, Piece, Plan, Received, given_checksums, show_checksum,
};
use crate::bucket::{self, Bucket};
use crate::encryption::{self, CustomerKey, DataKey, customer_key, show_encryption};
use crate::object::{quoted, still_there};
use crate::shapes::{UploadPartOutput, UploadPartRequest};
use crate::zones;
use crate::{blobs, errors, limits};
use haneul_pipeline::{AwsError, Cx, Edge};

pub async fn run(
    mut edge: Edge,
    mut input: UploadPartRequest,
) -> Result<UploadPartOutput, AwsError> {
    check_number(input.part_number)?;
    let customer = customer_key!(input)?;
    let (bucket, upload) = edge.read(|cx| {
        let bucket = bucket::open(cx, &input.bucket)?;
        let upload = row::existing(cx, &bucket, &input.key, &input.upload_id)?;
        Ok((bucket, upload))
    })?;
    let given = given_checksums!(input)?;
    let plan = Plan::of(
        &edge.call,
        input.content_md5.take(),
        given,
        input.checksum_algorithm.as_deref(),
    )?;
    let mut plan = for_upload(plan, &upload)?;
    plan.inline = limits::INLINE_PART_BYTES;
    let named = plan.named;
    let incoming = edge
        .body
        .take()
        .map_or(Incoming::Nothing, |body| Incoming::Upload(Box::new(body)));
    let place = (&bucket, input.key.as_str());
    let key = edge.read(|cx| data_key(cx, place, &upload, customer.as_ref()))?;
    let rest = Rest {
        key: key.as_ref(),
        placement: zones::placement(&edge.cloud.random, &bucket, upload.class),
    };
    let received = body::receive(&edge.cloud, incoming, plan, rest).await?;
    let algorithm = received.algorithm;
    let checksum = received.checksum.clone();
    let place = Place {
        bucket: &bucket,
        key: &input.key,
        upload_id: &input.upload_id,
        number: input.part_number,
    };
    let part = place.commit(&edge, &upload, received).await?;
    let mut output = UploadPartOutput {
        e_tag: Some(quoted(&part.etag)),
        ..UploadPartOutput::default()
    };
    show_encryption!(output, &upload.encryption);
    if named || part.checksum.is_some() {
        show_checksum!(output, algorithm, checksum);
    }
    Ok(output)
}

/// The key that the upload's parts are sealed under.
pub fn data_key(
    cx: &mut Cx,
    place: (&Bucket, &str),
    upload: &Upload,
    customer: Option<&CustomerKey>,
) -> Result<Option<DataKey>, AwsError> {
    let theirs = upload
        .encryption
        .as_ref()
        .is_some_and(|e| e.customer.is_some());
    match (theirs, customer) {
        (false, Some(_)) => Err(errors::invalid_request(
            "The multipart upload initiate did not request encryption with customer keys.",
        )),
        (true, None) => Err(errors::invalid_request(
            "The multipart upload initiate requested encryption. Subsequent part requests must include the appropriate encryption parameters.",
        )),
        _ => encryption::open(cx, place, upload.encryption.as_ref(), customer),
    }
}

pub fn check_number(number: i64) -> Result<(), AwsError> {
    match (1..=limits::PARTS).contains(&number) {
        true => Ok(()),
        false => Err(errors::invalid_argument(
            "Part number must be an integer between 1 and 10000, inclusive",
            "partNumber",
            &number.to_string(),
        )),
    }
}

/// A part has the checksum that was agreed on for the upload.
fn for_upload(plan: Plan, upload: &Upload) -> Result<Plan, AwsError> {
    let Some(agreed) = upload.algorithm else {
        return Ok(plan);
    };
    let lower = |name: &str| name.to_ascii_lowercase();
    let given = match plan.named {
        true if plan.algorithm == agreed => return Ok(plan),
        true => lower(plan.algorithm.name()),
        false if upload.kind == Kind::FullObject => {
            return Ok(Plan {
                algorithm: agreed,
                ..plan
            });
        }
        false => "null".to_owned(),
    };
    Err(errors::invalid_request(format!(
        "Checksum Type mismatch occurred, expected checksum Type: {}, actual checksum Type: {given}",
        lower(agreed.name())
    )))
}

/// Where a part goes.
pub struct Place<'a> {
    pub bucket: &'a Bucket,
    pub key: &'a str,
    pub upload_id: &'a str,
    pub number: i64,
}

impl Place<'_> {
    pub async fn commit(
        &self,
        edge: &Edge,
        upload: &Upload,
        received: Received,
    ) -> Result<PartRow, AwsError> {
        let part = PartRow {
            etag: received.etag(),
            modified: crate::seconds(edge.cloud.clock.now()),
            checksum: upload.algorithm.map(|_| received.checksum.clone()),
            crc64: received.crc64.clone(),
            piece: match &received.data {
                Data::Inline(bytes) if upload.encryption.is_some() && received.size > 0 => {
                    Piece::Sealed(bytes.clone())
                }
                Data::Inline(bytes) => Piece::Inline(bytes.clone()),
                Data::Blob(id) => Piece::Blob(id.to_string(), received.size),
            },
        };
        let outcome = edge
            .transact(|cx| {
                let mut gone = Vec::new();
                still_there(cx, self.bucket)?;
                row::existing(cx, self.bucket, self.key, self.upload_id)?;
                if let Piece::Blob(id, _) = &part.piece {
                    blobs::claim(cx.tx, id, &self.bucket.name, self.key)?;
                }
                row::put_part(
                    cx,
                    self.bucket,
                    self.upload_id,
                    self.number,
                    &part,
                    &mut gone,
                )?;
                Ok(gone)
            })
            .await;
        match outcome {
            Ok(gone) => {
                blobs::after_commit(&edge.cloud, &gone).await;
                Ok(part)
            }
            Err(error) => {
                if matches!(error.status, Some(400..=499)) {
                    received.forget(&edge.cloud).await;
                }
                Err(error)
            }
        }
    }
}

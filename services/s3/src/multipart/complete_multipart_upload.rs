//! CompleteMultipartUpload.

use super::complete::{self, Listed};
use super::row::{self, COMPLETED, Completed, PartRow, Upload};
use super::upload_part::data_key;
use crate::blobs::{self, GLOBAL};
use crate::body::{self, Algorithm, Checksum, given_checksums, show_checksum};
use crate::bucket::{self, Bucket};
use crate::encryption::{ByKey, customer_key};
use crate::notification::{self, Event};
use crate::object::{self, Body, Content, Object, Part, conditions, quoted};
use crate::shapes::{CompleteMultipartUploadOutput, CompleteMultipartUploadRequest};
use crate::storage_class::Storage;
use crate::{errors, lifecycle, limits};
use haneul_pipeline::{AwsError, Cx, Edge};
use std::collections::HashSet;

pub async fn run(
    edge: Edge,
    mut input: CompleteMultipartUploadRequest,
) -> Result<CompleteMultipartUploadOutput, AwsError> {
    conditions::refuse_both(input.if_match.as_deref(), input.if_none_match.as_deref())?;
    let listed = complete::listed(&mut input)?;
    let given = given_checksums!(input)?;
    let (done, gone) = edge
        .transact(|cx| {
            let mut gone = Vec::new();
            let done = finish(cx, &input, &listed, &given, &mut gone)?;
            Ok((done, gone))
        })
        .await?;
    blobs::after_commit(&edge.cloud, &gone).await;
    // It is done: whoever takes it away at this moment does not make it fail.
    let expiration = edge.read(|cx| expiration(cx, &input)).unwrap_or_default();
    let mut output = output(&edge, input, done);
    output.expiration = expiration;
    Ok(output)
}

fn expiration(
    cx: &mut Cx,
    input: &CompleteMultipartUploadRequest,
) -> Result<Option<String>, AwsError> {
    let bucket = bucket::open(cx, &input.bucket)?;
    match object::get(cx, &bucket, &input.key)? {
        Some(object) => lifecycle::expiration(cx, &bucket, &input.key, &object),
        None => Ok(None),
    }
}

fn output(
    edge: &Edge,
    input: CompleteMultipartUploadRequest,
    done: Completed,
) -> CompleteMultipartUploadOutput {
    let base = &edge.call.request.base_url;
    let mut output = CompleteMultipartUploadOutput {
        version_id: done.version,
        location: Some(format!("{base}/{}/{}", input.bucket, input.key)),
        bucket: Some(input.bucket),
        key: Some(input.key),
        e_tag: Some(quoted(&done.etag)),
        checksum_type: Some(done.checksum.kind.name().to_owned()),
        server_side_encryption: match &done.by_key {
            Some(key) => Some(key.shown()),
            None => (!done.theirs).then(|| "AES256".to_owned()),
        },
        bucket_key_enabled: done.by_key.as_ref().and_then(ByKey::shown_bucket_key),
        ssekms_key_id: done.by_key.map(|key| key.key),
        ..CompleteMultipartUploadOutput::default()
    };
    show_checksum!(output, done.checksum.algorithm, done.checksum.value);
    output
}

/// Makes the object of its parts; asked again, answers again.
fn finish(
    cx: &mut Cx,
    input: &CompleteMultipartUploadRequest,
    listed: &[Listed],
    given: &[(Algorithm, String)],
    gone: &mut Vec<String>,
) -> Result<Completed, AwsError> {
    let bucket = bucket::open(cx, &input.bucket)?;
    let id = input.upload_id.as_str();
    let Some(upload) = row::get(cx, &bucket, &input.key, id)? else {
        return done_before(cx, &bucket, input, listed);
    };
    let customer = customer_key!(input)?;
    let theirs = upload
        .encryption
        .as_ref()
        .is_some_and(|e| e.customer.is_some());
    let by_key = upload.encryption.as_ref().and_then(|e| e.by_key.clone());
    if customer.is_some() {
        data_key(cx, (&bucket, &input.key), &upload, customer.as_ref())?;
    }
    let stored = row::parts(cx, &bucket, id, 0, limits::PARTS as usize)?;
    let parts = complete::chosen(id, &upload, listed, stored)?;
    let checksum = complete::checksum(&upload, &parts)?;
    complete::check_whole(&upload, given, input.checksum_type.as_deref(), &checksum)?;
    let size = parts.iter().map(|(_, part)| part.piece.len()).sum();
    check_size(size, input.mpu_object_size)?;
    let old = object::get(cx, &bucket, &input.key)?;
    let (if_match, if_none_match) = (input.if_match.as_deref(), input.if_none_match.as_deref());
    conditions::check_write(if_match, if_none_match, old.as_deref(), &input.key)?;
    let object = write(
        cx,
        &bucket,
        input,
        upload,
        parts,
        checksum.clone(),
        size,
        gone,
    )?;
    let done = Completed {
        at: cx.now(),
        bucket_id: bucket.id.clone(),
        key: input.key.clone(),
        version: object.answered_version(&bucket),
        theirs,
        by_key,
        etag: object.etag,
        checksum,
    };
    COMPLETED.insert(cx.tx, GLOBAL, id, &done)?;
    Ok(done)
}

fn write(
    cx: &mut Cx,
    bucket: &Bucket,
    input: &CompleteMultipartUploadRequest,
    upload: Upload,
    parts: Vec<(i64, PartRow)>,
    checksum: Checksum,
    size: u64,
    gone: &mut Vec<String>,
) -> Result<Object, AwsError> {
    let id = input.upload_id.as_str();
    let kept: HashSet<i64> = parts.iter().map(|(number, _)| *number).collect();
    let mut object = Object {
        size,
        etag: body::etag_of_parts(parts.iter().map(|(_, part)| part.etag.as_str())),
        modified: crate::seconds(cx.now()),
        content: Content::Parts {
            id: id.to_owned(),
            count: parts.len() as u32,
        },
        checksum: Some(checksum),
        headers: upload.headers,
        metadata: upload.metadata,
        tags: upload.tags,
        version: None,
        order: 0,
        lock: upload.lock,
        encryption: upload.encryption,
        placed: None,
        storage: Storage::of(upload.class),
        replication: None,
        redirect: upload.redirect,
        owner: upload.owner,
        acl: upload.acl,
    };
    let part = |(number, row): (i64, PartRow)| Part {
        number,
        checksum: row.checksum,
        piece: row.piece,
    };
    let body = Body::Parts(parts.into_iter().map(part).collect());
    object::put(cx, bucket, &input.key, &mut object, Some(&body), gone)?;
    let name = "s3:ObjectCreated:CompleteMultipartUpload";
    notification::tell(cx, bucket, &Event::of(name, bucket, &input.key, &object))?;
    let place = (bucket.id.as_str(), input.key.as_str(), id);
    let scope = cx.scope_of(&bucket.owner, &bucket.region);
    row::remove(cx.tx, scope, &place, |number| kept.contains(&number), gone)?;
    Ok(object)
}

fn done_before(
    cx: &mut Cx,
    bucket: &Bucket,
    input: &CompleteMultipartUploadRequest,
    listed: &[Listed],
) -> Result<Completed, AwsError> {
    let done = COMPLETED.get(cx.tx, GLOBAL, input.upload_id.as_str())?;
    let etag = body::etag_of_parts(listed.iter().map(|part| part.etag.as_str()));
    done.filter(|d| d.bucket_id == bucket.id && d.key == input.key && d.etag == etag)
        .ok_or_else(|| errors::no_such_upload(&input.upload_id))
}

fn check_size(size: u64, declared: Option<i64>) -> Result<(), AwsError> {
    let Some(declared) = declared else {
        return Ok(());
    };
    let declared = u64::try_from(declared).unwrap_or_default();
    if declared > limits::OBJECT_BYTES {
        return Err(errors::entity_too_large(declared, limits::OBJECT_BYTES));
    }
    match declared == size {
        true => Ok(()),
        false => Err(errors::invalid_request(
            "The provided 'x-amz-mp-object-size' header does not match what was computed.",
        )),
    }
}

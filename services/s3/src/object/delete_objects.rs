//! DeleteObjects: each key has its own permission and its own outcome.

use super::delete_object::{Deleted, Deletion, delete};
use super::put_object::still_there;
use super::settings;
use crate::bucket::{self, Bucket};
use crate::shapes::{
    DeleteObjectsOutput, DeleteObjectsRequest, DeletedObject, Error as Failed, ObjectIdentifier,
};
use crate::{blobs, checks, errors, limits, logging};
use haneul_pipeline::{AwsError, Cx, Edge};

pub async fn run(edge: Edge, input: DeleteObjectsRequest) -> Result<DeleteObjectsOutput, AwsError> {
    let wanted = &input.delete.objects;
    if wanted.is_empty() || wanted.len() > limits::DELETE_OBJECTS {
        return Err(errors::malformed_xml());
    }
    let directory = |o: &ObjectIdentifier| o.last_modified_time.is_some() || o.size.is_some();
    if wanted.iter().any(directory) {
        return Err(AwsError::not_implemented(
            "deleting S3 objects by their time or size",
        ));
    }
    let bucket = edge.read(|cx| bucket::open(cx, &input.bucket))?;
    let quiet = input.delete.quiet == Some(true);
    let bypass = input.bypass_governance_retention == Some(true);
    let (output, gone) = edge
        .transact(|cx| {
            let bucket = still_there(cx, &bucket)?;
            if wanted.iter().any(|one| one.version_id.is_some()) {
                bucket::check_second_factor(cx, &bucket, input.mfa.as_deref())?;
            }
            each(cx, &bucket, wanted, bypass, quiet)
        })
        .await?;
    blobs::after_commit(&edge.cloud, &gone).await;
    log(&edge, &bucket, wanted, &output);
    Ok(output)
}

fn log(edge: &Edge, bucket: &Bucket, wanted: &[ObjectIdentifier], output: &DeleteObjectsOutput) {
    let failed = output.errors.as_deref().unwrap_or_default();
    let outcome = |one: &ObjectIdentifier| {
        let error = failed.iter().find(|error| {
            error.key.as_ref() == Some(&one.key) && error.version_id == one.version_id
        });
        logging::DeletedKey {
            key: one.key.clone(),
            version: one.version_id.clone(),
            error: error.and_then(|error| error.code.clone()),
        }
    };
    logging::watch_deletions(&edge.call, bucket, wanted.iter().map(outcome));
}

fn each(
    cx: &mut Cx,
    bucket: &Bucket,
    wanted: &[ObjectIdentifier],
    bypass: bool,
    quiet: bool,
) -> Result<(DeleteObjectsOutput, Vec<String>), AwsError> {
    let (mut deleted, mut failed, mut gone) = (Vec::new(), Vec::new(), Vec::new());
    for one in wanted {
        match delete_one(cx, bucket, one, bypass, &mut gone) {
            Ok(_) if quiet => {}
            Ok(done) => deleted.push(DeletedObject {
                key: Some(one.key.clone()),
                version_id: one.version_id.clone(),
                delete_marker: done.marker.then_some(true),
                delete_marker_version_id: done.version.filter(|_| done.marker),
            }),
            Err(error) if error.status.is_some_and(|s| s >= 500) => return Err(error),
            Err(error) => failed.push(Failed {
                key: Some(one.key.clone()),
                version_id: one.version_id.clone(),
                code: Some(error.code.into_owned()),
                message: Some(error.message),
            }),
        }
    }
    let output = DeleteObjectsOutput {
        deleted: Some(deleted),
        errors: Some(failed),
        ..DeleteObjectsOutput::default()
    };
    Ok((output, gone))
}

fn delete_one(
    cx: &mut Cx,
    bucket: &Bucket,
    one: &ObjectIdentifier,
    bypass: bool,
    gone: &mut Vec<String>,
) -> Result<Deleted, AwsError> {
    let check = checks::delete_one(
        cx,
        bucket,
        &one.key,
        one.e_tag.as_deref(),
        one.version_id.is_some(),
    )?;
    for check in check {
        if let Some(denial) = cx.ask(check)? {
            return Err(checks::denied(cx.call, denial));
        }
    }
    settings::check_key(&one.key)?;
    let wanted = Deletion {
        key: &one.key,
        version: one.version_id.as_deref(),
        if_match: one.e_tag.as_deref(),
        bypass,
    };
    delete(cx, bucket, &wanted, gone)
}

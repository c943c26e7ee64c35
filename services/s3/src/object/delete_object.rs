//! DeleteObject.

use super::put_object::still_there;
use super::{Lookup, check_removal, conditions, settings, shown_version, versions};
use crate::bucket::{self, Bucket};
use crate::notification;
use crate::shapes::{DeleteObjectOutput, DeleteObjectRequest};
use crate::{blobs, errors, replication};
use haneul_pipeline::{AwsError, Cx, Edge};

pub async fn run(edge: Edge, input: DeleteObjectRequest) -> Result<DeleteObjectOutput, AwsError> {
    if replication::is_replica(&edge.call) {
        replication::mark(&edge, &input).await?;
        return Ok(DeleteObjectOutput::default());
    }
    if input.if_match_last_modified_time.is_some() || input.if_match_size.is_some() {
        return Err(errors::header_not_implemented(
            "x-amz-if-match-last-modified-time",
        ));
    }
    let bucket = edge.read(|cx| bucket::open(cx, &input.bucket))?;
    let wanted = Deletion {
        key: &input.key,
        version: input.version_id.as_deref(),
        if_match: input.if_match.as_deref(),
        bypass: input.bypass_governance_retention == Some(true),
    };
    let (deleted, gone) = edge
        .transact(|cx| {
            let bucket = still_there(cx, &bucket)?;
            if wanted.version.is_some() {
                bucket::check_second_factor(cx, &bucket, input.mfa.as_deref())?;
            }
            let mut gone = Vec::new();
            let deleted = delete(cx, &bucket, &wanted, &mut gone)?;
            Ok((deleted, gone))
        })
        .await?;
    blobs::after_commit(&edge.cloud, &gone).await;
    Ok(DeleteObjectOutput {
        delete_marker: deleted.marker.then_some(true),
        version_id: deleted.version,
        ..DeleteObjectOutput::default()
    })
}

pub struct Deletion<'d> {
    pub key: &'d str,
    pub version: Option<&'d str>,
    pub if_match: Option<&'d str>,
    /// Governance is to be gone round.
    pub bypass: bool,
}

#[derive(Default)]
pub struct Deleted {
    /// A marker was made or removed.
    pub marker: bool,
    /// The version made or removed.
    pub version: Option<String>,
}

/// Deletes one object, or one version, if the condition holds; what is not there is as good as
/// deleted.
pub fn delete(
    cx: &mut Cx,
    bucket: &Bucket,
    wanted: &Deletion<'_>,
    gone: &mut Vec<String>,
) -> Result<Deleted, AwsError> {
    settings::check_version(wanted.version)?;
    if let Some(tags) = wanted.if_match {
        let old = super::get(cx, bucket, wanted.key)?;
        if !old.is_some_and(|old| conditions::matches(tags, &old.etag)) {
            return Err(errors::precondition_failed("If-Match"));
        }
    }
    match wanted.version {
        Some(version) => delete_version(cx, bucket, wanted, version, gone),
        None if bucket.is_unversioned() => {
            remove(cx, bucket, wanted.key, super::NULL, gone)?;
            Ok(Deleted::default())
        }
        None => {
            let marker = versions::mark(cx, bucket, wanted.key, gone)?;
            let version = Some(shown_version(&marker.version).to_owned());
            notification::gone(
                cx,
                bucket,
                wanted.key,
                MARKED,
                version.clone(),
                marker.order,
            )?;
            replication::begin_marker(cx, bucket, wanted.key, &marker)?;
            Ok(Deleted {
                marker: true,
                version,
            })
        }
    }
}

const REMOVED: &str = "s3:ObjectRemoved:Delete";
const MARKED: &str = "s3:ObjectRemoved:DeleteMarkerCreated";

fn remove(
    cx: &mut Cx,
    bucket: &Bucket,
    key: &str,
    version: &str,
    gone: &mut Vec<String>,
) -> Result<(), AwsError> {
    let Some(order) = versions::remove(cx, bucket, key, version, gone)? else {
        return Ok(());
    };
    let order = notification::removal(cx, order);
    notification::gone(cx, bucket, key, REMOVED, Some(version.to_owned()), order)
}

fn delete_version(
    cx: &mut Cx,
    bucket: &Bucket,
    wanted: &Deletion<'_>,
    version: &str,
    gone: &mut Vec<String>,
) -> Result<Deleted, AwsError> {
    let found = super::find(cx, bucket, wanted.key, Some(version))?;
    if let Lookup::Object(object) = &found {
        check_removal(cx, bucket, wanted.key, object, wanted.bypass)?;
    }
    remove(cx, bucket, wanted.key, version, gone)?;
    Ok(Deleted {
        marker: matches!(found, Lookup::Marker(..)),
        version: Some(version.to_owned()),
    })
}

//! RestoreObject: brings an object back from the archives for a while.

use super::Progress;
use super::{Class, Restore, Speed, restore, restored};
use crate::bucket::{self, Bucket};
use crate::errors;
use crate::intelligent_tiering::{self, Tier};
use crate::notification::{self, Event};
use crate::object::{self, Object};
use crate::shapes::{RestoreObjectOutput, RestoreObjectRequest, RestoreRequest};
use haneul_pipeline::{AwsError, Cx, Reply};
use std::sync::Arc;

pub fn run(cx: &mut Cx, input: RestoreObjectRequest) -> Result<Reply, AwsError> {
    let bucket = bucket::open(cx, &input.bucket)?;
    let wanted = input.restore_request.unwrap_or_default();
    refuse_select(&wanted)?;
    let version = input.version_id.as_deref();
    let object = object::existing(cx, &bucket, &input.key, version)?;
    let mut object = Arc::unwrap_or_clone(object);
    let speed = speed(&wanted)?;
    let status = match object.storage.class {
        Some(class) if class.is_archive() => archived(cx, &mut object, class, &wanted, speed)?,
        Some(Class::IntelligentTiering) => {
            tiered(cx, &bucket, &input.key, &mut object, &wanted, speed)?
        }
        class => return Err(errors::not_restorable(&super::shown(class))),
    };
    object::amend(cx, &bucket, &input.key, &object)?;
    let event = Event::of("s3:ObjectRestore:Post", &bucket, &input.key, &object);
    notification::tell(cx, &bucket, &event)?;
    restored::appoint(cx, &bucket, &input.key, &object)?;
    Ok(Reply::new(RestoreObjectOutput::default()).status(status))
}

/// Queries over archives: AWS itself lets nobody new in.
fn refuse_select(wanted: &RestoreRequest) -> Result<(), AwsError> {
    let selects = wanted.r#type.is_some()
        || wanted.select_parameters.is_some()
        || wanted.output_location.is_some();
    match selects {
        true => Err(AwsError::not_implemented("S3 Select restores")),
        false => Ok(()),
    }
}

fn speed(wanted: &RestoreRequest) -> Result<Speed, AwsError> {
    let job = wanted.glacier_job_parameters.as_ref();
    let name = job.map(|job| job.tier.as_str()).or(wanted.tier.as_deref());
    let name = name.unwrap_or("Standard");
    Speed::parse(name).ok_or_else(errors::malformed_xml)
}

fn archived(
    cx: &Cx,
    object: &mut Object,
    class: Class,
    wanted: &RestoreRequest,
    speed: Speed,
) -> Result<u16, AwsError> {
    let days = wanted.days.ok_or_else(errors::malformed_xml)?;
    if days < 1 {
        return Err(errors::invalid_argument(
            "restoration days should be at least 1",
            "Days",
            &days.to_string(),
        ));
    }
    let takes = speed.takes(class == Class::DeepArchive);
    let takes = takes.ok_or_else(errors::no_expedited_restore)?;
    let now = cx.now();
    let (ready, status) = match object.storage.progress(now) {
        // Only the copy's days are counted anew.
        Some(Progress::Done(_)) => (now, 200),
        Some(Progress::Ongoing) => (faster(object, speed, now + takes)?, 202),
        None => (now + takes, 202),
    };
    let ready = crate::seconds(ready);
    object.storage.restore = Some(Restore {
        speed,
        ready,
        until: Some(restore::until(ready, days)),
    });
    Ok(status)
}

/// A restore under way may be hurried, and no more.
fn faster(
    object: &Object,
    speed: Speed,
    ready: jiff::Timestamp,
) -> Result<jiff::Timestamp, AwsError> {
    match object.storage.restore {
        Some(under_way) if speed > under_way.speed => Ok(ready.min(under_way.ready)),
        _ => Err(errors::restore_in_progress()),
    }
}

/// Out of a tier of archives, back to where every object begins.
fn tiered(
    cx: &mut Cx,
    bucket: &Bucket,
    key: &str,
    object: &mut Object,
    wanted: &RestoreRequest,
    speed: Speed,
) -> Result<u16, AwsError> {
    if let Some(days) = wanted.days {
        return Err(errors::invalid_argument(
            "INTELLIGENT_TIERING objects are not subject to restore expiry. Do not specify Days when restoring this object",
            "Days",
            &days.to_string(),
        ));
    }
    let tier = intelligent_tiering::tier_of(cx, bucket, key, object)?;
    if tier.archive_name().is_none() {
        return Err(errors::not_restorable_tier());
    }
    let takes = speed.takes(tier == Tier::DeepArchive);
    let takes = takes.ok_or_else(errors::no_expedited_restore)?;
    let now = cx.now();
    let ready = match object.storage.progress(now) {
        Some(Progress::Ongoing) => faster(object, speed, now + takes)?,
        _ => now + takes,
    };
    object.storage.restore = Some(Restore {
        speed,
        ready: crate::seconds(ready),
        until: None,
    });
    Ok(202)
}

//! UpdateTrail: what is not given stays.

use super::row::{self, Trail};
use super::{bucket, refused};
use crate::errors;
use crate::shapes::{UpdateTrailRequest, UpdateTrailResponse};
use haneul_pipeline::{AwsError, Edge};

pub async fn run(edge: Edge, input: UpdateTrailRequest) -> Result<UpdateTrailResponse, AwsError> {
    bucket::check_prefix(input.s3_key_prefix.as_deref())?;
    refused::later(&refused::Later {
        topic: input.sns_topic_name.as_deref(),
        log_group: input.cloud_watch_logs_log_group_arn.as_deref(),
        key: input.kms_key_id.as_deref(),
        organization: input.is_organization_trail,
        recursive: input.recursive_logging,
    })?;
    let before = edge.read(|cx| row::find_at_home(cx, &input.name))?;
    let after = changed(&before, &input)?;
    let known = after.kernel(&edge.call.partition, &edge.call.account);
    if (&after.bucket, &after.prefix) != (&before.bucket, &before.prefix) {
        bucket::try_out(&edge.cloud, &known, &after.bucket, after.prefix.as_deref()).await?;
    }
    let trail = edge
        .transact(|cx| {
            let now = row::find_at_home(cx, &input.name)?;
            let trail = changed(&now, &input)?;
            row::save(cx, &trail)?;
            Ok(trail)
        })
        .await?;
    Ok(UpdateTrailResponse {
        name: Some(trail.name),
        s3_bucket_name: Some(trail.bucket),
        s3_key_prefix: trail.prefix,
        include_global_service_events: Some(trail.global_events),
        is_multi_region_trail: Some(trail.multi_region),
        trail_arn: Some(known.arn),
        log_file_validation_enabled: Some(trail.validation),
        is_organization_trail: Some(false),
        ..UpdateTrailResponse::default()
    })
}

fn changed(trail: &Trail, input: &UpdateTrailRequest) -> Result<Trail, AwsError> {
    let mut trail = trail.clone();
    if let Some(bucket) = &input.s3_bucket_name {
        trail.bucket.clone_from(bucket);
    }
    if let Some(prefix) = &input.s3_key_prefix {
        trail.prefix = Some(prefix.clone()).filter(|prefix| !prefix.is_empty());
    }
    let set = |flag: &mut bool, given: Option<bool>| *flag = given.unwrap_or(*flag);
    set(
        &mut trail.global_events,
        input.include_global_service_events,
    );
    set(&mut trail.multi_region, input.is_multi_region_trail);
    set(&mut trail.validation, input.enable_log_file_validation);
    match trail.multi_region && !trail.global_events {
        true => Err(errors::no_global_events()),
        false => Ok(trail),
    }
}

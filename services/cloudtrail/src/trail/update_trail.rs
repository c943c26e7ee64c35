//! UpdateTrail: what is not given stays.

use super::row::{self, Held};
use super::{bucket, organization, refused};
use crate::errors;
use crate::shapes::{UpdateTrailRequest, UpdateTrailResponse};
use haneul_pipeline::{AwsError, Cx, Edge};

pub async fn run(edge: Edge, input: UpdateTrailRequest) -> Result<UpdateTrailResponse, AwsError> {
    bucket::check_prefix(input.s3_key_prefix.as_deref())?;
    refused::later(&refused::Later {
        topic: input.sns_topic_name.as_deref(),
        log_group: input.cloud_watch_logs_log_group_arn.as_deref(),
        key: input.kms_key_id.as_deref(),
        recursive: input.recursive_logging,
    })?;
    let before = edge.read(|cx| row::find_at_home(cx, &input.name))?;
    if begins_to_be_shared(&before, &input) {
        organization::prepare(&edge).await?;
    }
    let after = edge.read(|cx| changed(cx, &before, &input))?;
    let place = |trail: &Held| trail.key(&trail.owner, &trail.bucket);
    if place(&after) != place(&before) {
        bucket::try_out(&edge.cloud, &edge.call.partition, &after).await?;
    }
    let held = edge
        .transact(|cx| {
            let now = row::find_at_home(cx, &input.name)?;
            let after = changed(cx, &now, &input)?;
            row::save(cx, &after)?;
            Ok(after)
        })
        .await?;
    let arn = held.arn(&edge.call.partition);
    let trail = held.trail;
    Ok(UpdateTrailResponse {
        name: Some(trail.name),
        s3_bucket_name: Some(trail.bucket),
        s3_key_prefix: trail.prefix,
        include_global_service_events: Some(trail.global_events),
        is_multi_region_trail: Some(trail.multi_region),
        trail_arn: Some(arn),
        log_file_validation_enabled: Some(trail.validation),
        is_organization_trail: Some(trail.organization.is_some()),
        ..UpdateTrailResponse::default()
    })
}

fn begins_to_be_shared(trail: &Held, input: &UpdateTrailRequest) -> bool {
    trail.organization.is_none() && input.is_organization_trail == Some(true)
}

fn changed(cx: &mut Cx, trail: &Held, input: &UpdateTrailRequest) -> Result<Held, AwsError> {
    let mut trail = trail.clone();
    if let Some(bucket) = &input.s3_bucket_name {
        trail.bucket.clone_from(bucket);
    }
    if let Some(prefix) = &input.s3_key_prefix {
        trail.prefix = Some(prefix.clone()).filter(|prefix| !prefix.is_empty());
    }
    if begins_to_be_shared(&trail, input) {
        trail.organization = Some(shared_by(cx, &trail)?);
    }
    if input.is_organization_trail == Some(false) && trail.organization.take().is_some() {
        // Not even a delegated administrator takes it from the others.
        if trail.owner != cx.account() {
            return Err(errors::not_management());
        }
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

/// Only the management account has trails that can be for all.
fn shared_by(cx: &mut Cx, trail: &Held) -> Result<String, AwsError> {
    let own = organization::to_manage(cx)?;
    match trail.owner == own.management {
        true => Ok(own.organisation.clone()),
        false => Err(errors::not_management()),
    }
}

//! CreateTrail: a trail that does not log yet.

use super::row::{self, Trail};
use super::{bucket, refused, tags};
use crate::selector::Selectors;
use crate::shapes::{CreateTrailRequest, CreateTrailResponse};
use crate::{errors, name};
use haneul_pipeline::{AwsError, Cx, Edge};

/// In one Region.
const MOST: usize = 5;

pub async fn run(edge: Edge, input: CreateTrailRequest) -> Result<CreateTrailResponse, AwsError> {
    name::check(&input.name)?;
    bucket::check_prefix(input.s3_key_prefix.as_deref())?;
    refused::later(&refused::Later {
        topic: input.sns_topic_name.as_deref(),
        log_group: input.cloud_watch_logs_log_group_arn.as_deref(),
        key: input.kms_key_id.as_deref(),
        organization: input.is_organization_trail,
        recursive: input.recursive_logging,
    })?;
    let multi_region = input.is_multi_region_trail.unwrap_or(false);
    let global_events = input.include_global_service_events.unwrap_or(true);
    if multi_region && !global_events {
        return Err(errors::no_global_events());
    }
    let mut own = tags::Tags::new();
    tags::put(&mut own, input.tags_list.unwrap_or_default())?;
    let trail = Trail {
        name: input.name,
        region: edge.call.region.clone(),
        bucket: input.s3_bucket_name,
        prefix: input.s3_key_prefix.filter(|prefix| !prefix.is_empty()),
        global_events,
        multi_region,
        validation: input.enable_log_file_validation.unwrap_or(false),
        tags: own,
        selectors: Selectors::default(),
        logging: false,
    };
    edge.read(|cx| make_room(cx, &trail))?;
    let known = trail.kernel(&edge.call.partition, &edge.call.account);
    bucket::try_out(&edge.cloud, &known, &trail.bucket, trail.prefix.as_deref()).await?;
    edge.transact(|cx| {
        make_room(cx, &trail)?;
        row::save(cx, &trail)
    })
    .await?;
    Ok(CreateTrailResponse {
        name: Some(trail.name),
        s3_bucket_name: Some(trail.bucket),
        s3_key_prefix: trail.prefix,
        include_global_service_events: Some(trail.global_events),
        is_multi_region_trail: Some(trail.multi_region),
        trail_arn: Some(known.arn),
        log_file_validation_enabled: Some(trail.validation),
        is_organization_trail: Some(false),
        ..CreateTrailResponse::default()
    })
}

fn make_room(cx: &mut Cx, new: &Trail) -> Result<(), AwsError> {
    let all = row::of_account(cx)?;
    let is_taken = |trail: &&Trail| {
        let here = trail.region == new.region || trail.multi_region || new.multi_region;
        here && trail.name == new.name
    };
    if all.iter().any(|trail| is_taken(&trail)) {
        return Err(errors::already_exists(&new.name, cx.account()));
    }
    let here = all.iter().filter(|trail| trail.region == new.region);
    match here.count() < MOST {
        true => Ok(()),
        false => Err(errors::too_many_trails(cx.account(), &new.region, MOST)),
    }
}

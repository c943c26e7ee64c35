//! CreateTrail: a trail that does not log yet.

use super::row::{self, Held, Trail};
use super::{bucket, organization, refused, tags};
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
        recursive: input.recursive_logging,
    })?;
    let multi_region = input.is_multi_region_trail.unwrap_or(false);
    let global_events = input.include_global_service_events.unwrap_or(true);
    if multi_region && !global_events {
        return Err(errors::no_global_events());
    }
    let mut own = tags::Tags::new();
    tags::put(&mut own, input.tags_list.unwrap_or_default())?;
    let owner = match input.is_organization_trail {
        Some(true) => Some(organization::prepare(&edge).await?),
        _ => None,
    };
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
        organization: owner.as_ref().map(|own| own.organisation.clone()),
    };
    let held = Held {
        owner: match owner {
            Some(own) => own.management.clone(),
            None => edge.call.account.clone(),
        },
        trail,
    };
    edge.read(|cx| make_room(cx, &held))?;
    bucket::try_out(&edge.cloud, &edge.call.partition, &held).await?;
    edge.transact(|cx| {
        if held.organization.is_some() {
            organization::to_manage(cx)?;
        }
        make_room(cx, &held)?;
        row::save(cx, &held)
    })
    .await?;
    let arn = held.arn(&edge.call.partition);
    let trail = held.trail;
    Ok(CreateTrailResponse {
        name: Some(trail.name),
        s3_bucket_name: Some(trail.bucket),
        s3_key_prefix: trail.prefix,
        include_global_service_events: Some(trail.global_events),
        is_multi_region_trail: Some(trail.multi_region),
        trail_arn: Some(arn),
        log_file_validation_enabled: Some(trail.validation),
        is_organization_trail: Some(trail.organization.is_some()),
        ..CreateTrailResponse::default()
    })
}

fn make_room(cx: &mut Cx, new: &Held) -> Result<(), AwsError> {
    let all = row::of_owner(cx, &new.owner)?;
    let is_taken = |trail: &&Held| {
        let here = trail.region == new.region || trail.multi_region || new.multi_region;
        here && trail.name == new.name
    };
    if all.iter().any(|trail| is_taken(&trail)) {
        return Err(errors::already_exists(&new.name, &new.owner));
    }
    let here = all.iter().filter(|trail| trail.region == new.region);
    match here.count() < MOST {
        true => Ok(()),
        false => Err(errors::too_many_trails(&new.owner, &new.region, MOST)),
    }
}

//! UpdatePrimaryRegion: a replica and the primary change places.

use super::replicate_key::check_primary;
use crate::key::{self, MultiRegion};
use crate::shapes::UpdatePrimaryRegionRequest;
use crate::{errors, rotation};
use haneul_pipeline::{AwsError, Cx, Reply};

pub fn run(cx: &mut Cx, input: UpdatePrimaryRegionRequest) -> Result<Reply, AwsError> {
    let found = key::open_own(cx, &input.key_id)?;
    check_primary(cx, &found)?;
    key::check_enabled(cx, &found)?;
    let region = input.primary_region;
    let related = key::each_related(cx, &found)?;
    let Some(next) = related.iter().find(|other| other.region == region) else {
        return Err(errors::no_key(&key::arn(
            cx,
            &found.account,
            &region,
            &found.key.id,
        )));
    };
    if region == found.region {
        return Ok(Reply::default());
    }
    if !next.key.is_usable() {
        return Err(errors::disabled(&next.arn(cx)));
    }
    key::put_all(cx, &found, |key| {
        if let Some(MultiRegion { primary, replicas }) = &mut key.multi_region {
            replicas.retain(|replica| *replica != region);
            replicas.push(std::mem::replace(primary, region.clone()));
        }
    })?;
    // The timer of the next rotation goes along.
    rotation::follow(cx, next)?;
    Ok(Reply::default())
}

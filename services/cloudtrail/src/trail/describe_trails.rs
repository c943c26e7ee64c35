//! DescribeTrails: the trails of a Region, and those of others that log here, too.

use super::row;
use crate::name;
use crate::shapes::{DescribeTrailsRequest, DescribeTrailsResponse};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: DescribeTrailsRequest) -> Result<DescribeTrailsResponse, AwsError> {
    let shadows = input.include_shadow_trails.unwrap_or(true);
    let names = input.trail_name_list.unwrap_or_default();
    let mut asked = Vec::new();
    for text in &names {
        asked.push(name::read(text)?);
    }
    let (account, here) = (cx.account(), cx.region());
    let is_asked = |trail: &&row::Held| {
        asked.is_empty()
            || asked.iter().any(|address| {
                let home = (trail.owner.as_str(), trail.region.as_str());
                let is_its = match address.home {
                    Some(named) => named == home,
                    None => trail.owner == account,
                };
                is_its && address.name == trail.name
            })
    };
    let is_seen = |trail: &&row::Held| {
        let by_arn = asked.iter().any(|address| address.home.is_some());
        trail.region == here || (shadows && trail.multi_region) || by_arn
    };
    let all = row::seen(cx)?;
    let found = all.iter().filter(is_asked).filter(is_seen);
    Ok(DescribeTrailsResponse {
        trail_list: Some(found.map(|trail| row::shown(cx, trail)).collect()),
    })
}

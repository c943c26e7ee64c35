//! ListTrails: all of the account, whatever their home. There are never more than fit one page.

use super::row;
use crate::errors;
use crate::shapes::{ListTrailsRequest, ListTrailsResponse, TrailInfo};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: ListTrailsRequest) -> Result<ListTrailsResponse, AwsError> {
    if input.next_token.is_some() {
        return Err(errors::invalid_token());
    }
    let all = row::seen(cx)?;
    let shown = all.into_iter().map(|held| TrailInfo {
        trail_arn: Some(held.arn(cx.partition())),
        name: Some(held.trail.name),
        home_region: Some(held.trail.region),
    });
    Ok(ListTrailsResponse {
        trails: Some(shown.collect()),
        next_token: None,
    })
}

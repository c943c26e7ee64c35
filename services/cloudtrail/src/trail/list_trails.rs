//! ListTrails: all of the account, whatever their home. There are never more than fit one page.

use super::row;
use crate::errors;
use crate::shapes::{ListTrailsRequest, ListTrailsResponse, TrailInfo};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: ListTrailsRequest) -> Result<ListTrailsResponse, AwsError> {
    if input.next_token.is_some() {
        return Err(errors::invalid_token());
    }
    let all = row::of_account(cx)?;
    let shown = all.into_iter().map(|trail| TrailInfo {
        trail_arn: Some(trail.arn(cx.partition(), cx.account())),
        name: Some(trail.name),
        home_region: Some(trail.region),
    });
    Ok(ListTrailsResponse {
        trails: Some(shown.collect()),
        next_token: None,
    })
}

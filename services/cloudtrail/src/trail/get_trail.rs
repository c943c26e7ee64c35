//! GetTrail.

use super::row;
use crate::shapes::{GetTrailRequest, GetTrailResponse};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: GetTrailRequest) -> Result<GetTrailResponse, AwsError> {
    let trail = row::find(cx, &input.name)?;
    Ok(GetTrailResponse {
        trail: Some(row::shown(cx, &trail)),
    })
}

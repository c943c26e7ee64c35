//! GetLayerVersionByArn.

use super::row::{self, LayerNamed};
use super::show;
use crate::shapes::{GetLayerVersionByArnRequest, GetLayerVersionResponse};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: GetLayerVersionByArnRequest,
) -> Result<GetLayerVersionResponse, AwsError> {
    let named = LayerNamed::read(cx, &input.arn)?;
    let number = named.number.unwrap_or_default();
    let layer = row::open(cx, &named, i64::try_from(number).unwrap_or(i64::MAX))?;
    Ok(show::whole(cx, &named, layer))
}

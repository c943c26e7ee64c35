//! GetLayerVersion.

use super::row::{self, LayerNamed};
use super::show;
use crate::shapes::{GetLayerVersionRequest, GetLayerVersionResponse};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: GetLayerVersionRequest,
) -> Result<GetLayerVersionResponse, AwsError> {
    let named = LayerNamed::read(cx, &input.layer_name)?;
    let layer = row::open(cx, &named, input.version_number)?;
    Ok(show::whole(cx, &named, layer))
}

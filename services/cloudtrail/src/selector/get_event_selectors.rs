//! GetEventSelectors.

use super::{Selectors, shape};
use crate::shapes::{GetEventSelectorsRequest, GetEventSelectorsResponse};
use crate::trail;
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: GetEventSelectorsRequest,
) -> Result<GetEventSelectorsResponse, AwsError> {
    let row = trail::find_to_manage(cx, &input.trail_name)?;
    let mut output = GetEventSelectorsResponse {
        trail_arn: Some(row.arn(cx.partition())),
        ..GetEventSelectorsResponse::default()
    };
    match &row.selectors {
        Selectors::Basic(list) => output.event_selectors = Some(shape::show_basic(list)),
        Selectors::Advanced(list) => {
            output.advanced_event_selectors = Some(shape::show_advanced(list));
        }
    }
    Ok(output)
}

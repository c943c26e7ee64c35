//! GetInsightSelectors: no trail has Insights.

use crate::errors;
use crate::shapes::{GetInsightSelectorsRequest, GetInsightSelectorsResponse};
use crate::trail;
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: GetInsightSelectorsRequest,
) -> Result<GetInsightSelectorsResponse, AwsError> {
    if input.event_data_store.is_some() {
        return Err(AwsError::not_implemented("CloudTrail Lake"));
    }
    let name = input
        .trail_name
        .ok_or_else(|| errors::invalid("Specify a trail."))?;
    let row = trail::find_to_manage(cx, &name)?;
    Err(errors::no_insights(&row.arn(cx.partition())))
}

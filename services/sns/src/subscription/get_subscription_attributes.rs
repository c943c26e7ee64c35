//! GetSubscriptionAttributes.

use crate::shapes::{GetSubscriptionAttributesInput, GetSubscriptionAttributesResponse};
use crate::subscription::{row, show};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: GetSubscriptionAttributesInput,
) -> Result<GetSubscriptionAttributesResponse, AwsError> {
    let held = row::at(cx, &input.subscription_arn)?;
    let attributes = show::attributes(&held.topic.topic, &held.subscription);
    Ok(GetSubscriptionAttributesResponse {
        attributes: Some(attributes),
    })
}

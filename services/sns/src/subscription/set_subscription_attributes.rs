//! SetSubscriptionAttributes: one of them.

use crate::shapes::{SetSubscriptionAttributesInput, SetSubscriptionAttributesOutput};
use crate::subscription::{attributes, row};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: SetSubscriptionAttributesInput,
) -> Result<SetSubscriptionAttributesOutput, AwsError> {
    let held = row::at(cx, &input.subscription_arn)?;
    let mut subscription = held.subscription.clone();
    let value = input.attribute_value.unwrap_or_default();
    attributes::apply(
        &held.topic,
        &mut subscription,
        &input.attribute_name,
        &value,
    )?;
    attributes::check(&subscription)?;
    held.put(cx, &subscription)?;
    if input.attribute_name == "ReplayPolicy" {
        crate::archive::begin(cx, &held.topic, &subscription)?;
    }
    Ok(SetSubscriptionAttributesOutput::default())
}

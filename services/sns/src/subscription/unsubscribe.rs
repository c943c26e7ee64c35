//! Unsubscribe: by whoever has the link, unless the subscription was confirmed to be ended by
//! credentials only.

use crate::arn::SubscriptionArn;
use crate::errors;
use crate::shapes::{UnsubscribeInput, UnsubscribeOutput};
use crate::subscription::{confirmation, counts, row};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: UnsubscribeInput) -> Result<UnsubscribeOutput, AwsError> {
    let arn = SubscriptionArn::parse(cx, &input.subscription_arn)?;
    let Some(held) = row::find(cx, &arn)? else {
        return Ok(UnsubscribeOutput::default());
    };
    let subscription = &held.subscription;
    if !subscription.confirmed {
        return Err(errors::invalid(
            "SubscriptionArn Reason: Cannot unsubscribe a subscription that is pending confirmation",
        ));
    }
    if cx.caller().is_anonymous() && subscription.authenticate_on_unsubscribe {
        return Err(errors::denied(
            "The subscription can only be ended by an authenticated caller",
        ));
    }
    let scope = cx.scope_of(&held.topic.at.account, &held.topic.at.region);
    row::delete(cx, scope, held.topic.topic.id, subscription)?;
    let asked_by_owner = cx.account() == subscription.owner;
    if !asked_by_owner && !counts::ended(cx, scope, held.topic.topic.id, subscription)? {
        row::note_deleted(cx, &held)?;
    }
    if !asked_by_owner && !subscription.authenticate_on_unsubscribe {
        confirmation::tell_of_end(cx, &held.topic, subscription)?;
    }
    Ok(UnsubscribeOutput::default())
}

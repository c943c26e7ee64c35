//! ConfirmSubscription: by the token that the endpoint was sent. Needs no credentials.

use crate::errors;
use crate::shapes::{ConfirmSubscriptionInput, ConfirmSubscriptionResponse};
use crate::subscription::confirmation;
use crate::subscription::row::{self, SUBSCRIPTIONS, Subscription};
use crate::topic::row as topic;
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: ConfirmSubscriptionInput,
) -> Result<ConfirmSubscriptionResponse, AwsError> {
    let found = topic::at(cx, &input.topic_arn)?;
    if input.token.is_empty() {
        return Err(errors::missing("Token"));
    }
    let Some(token) = confirmation::read(cx, &input.token, &found)? else {
        return Err(errors::invalid("Token"));
    };
    let named = !cx.caller().is_anonymous();
    let wanted = input.authenticate_on_unsubscribe.as_deref() == Some("true");
    if wanted && !named {
        return Err(errors::denied(
            "AuthenticateOnUnsubscribe can only be set by an authenticated caller",
        ));
    }
    let scope = cx.scope_of(&found.at.account, &found.at.region);
    let key = (found.topic.id, token.subscription.id.clone());
    let known = SUBSCRIPTIONS.get(cx.tx, scope, &key)?;
    let subscription = known.unwrap_or(token.subscription);
    let confirmed = Subscription {
        confirmed: true,
        authenticated: subscription.authenticated || named,
        authenticate_on_unsubscribe: subscription.authenticate_on_unsubscribe || wanted,
        ..subscription
    };
    row::put(cx, scope, found.topic.id, &confirmed)?;
    Ok(ConfirmSubscriptionResponse {
        subscription_arn: Some(confirmed.arn()),
    })
}

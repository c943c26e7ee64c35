//! A subscription, as it is shown.

use crate::deliver::policy;
use crate::shapes;
use crate::subscription::Subscription;
use crate::topic::Topic;

const PENDING: &str = "PendingConfirmation";

pub fn listed(subscription: Subscription) -> shapes::Subscription {
    let arn = match subscription.confirmed {
        true => subscription.arn(),
        false => PENDING.to_owned(),
    };
    shapes::Subscription {
        subscription_arn: Some(arn),
        owner: Some(subscription.owner),
        protocol: Some(subscription.protocol),
        endpoint: Some(subscription.endpoint),
        topic_arn: Some(subscription.topic),
    }
}

pub fn attributes(topic: &Topic, subscription: &Subscription) -> Vec<(String, String)> {
    let settings = &subscription.settings;
    let mut shown = vec![
        ("SubscriptionArn", subscription.arn()),
        ("TopicArn", subscription.topic.clone()),
        ("Owner", subscription.owner.clone()),
        ("Protocol", subscription.protocol.clone()),
        ("Endpoint", subscription.endpoint.clone()),
        ("SubscriptionPrincipal", principal(subscription)),
        ("RawMessageDelivery", settings.raw.to_string()),
        ("PendingConfirmation", (!subscription.confirmed).to_string()),
        (
            "ConfirmationWasAuthenticated",
            subscription.authenticated.to_string(),
        ),
    ];
    let scope = settings.filter.as_ref().map(|_| {
        let scope = settings.filter_scope.clone();
        scope.unwrap_or_else(|| "MessageAttributes".to_owned())
    });
    let effective = subscription
        .protocol
        .starts_with("http")
        .then(|| policy::effective(topic, subscription));
    let optional = [
        ("FilterPolicy", settings.filter.clone()),
        ("FilterPolicyScope", scope),
        ("DeliveryPolicy", settings.delivery_policy.clone()),
        ("EffectiveDeliveryPolicy", effective),
        ("RedrivePolicy", settings.redrive.clone()),
        ("ReplayPolicy", settings.replay.clone()),
        ("ReplayStatus", settings.replay_status.clone()),
        ("SubscriptionRoleArn", settings.role.clone()),
    ];
    let optional = optional.into_iter().filter_map(|(n, v)| Some((n, v?)));
    shown.extend(optional);
    let owned = shown
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value));
    owned.collect()
}

fn principal(subscription: &Subscription) -> String {
    let partition = subscription.topic.split(':').nth(1).unwrap_or("aws");
    format!("arn:{partition}:iam::{}:root", subscription.owner)
}

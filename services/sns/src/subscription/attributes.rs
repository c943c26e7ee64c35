//! What can be set of a subscription.

use crate::deliver::policy;
use crate::errors;
use crate::filter;
use crate::subscription::endpoint::queue_of;
use crate::subscription::row::Subscription;
use crate::topic::Found;
use haneul_pipeline::AwsError;
use serde_json::Value as Json;

/// Sets one attribute; what belongs together is looked at afterwards ([`check`]).
pub fn apply(
    found: &Found,
    subscription: &mut Subscription,
    name: &str,
    value: &str,
) -> Result<(), AwsError> {
    let text = || (!value.trim().is_empty()).then(|| value.to_owned());
    match name {
        "RawMessageDelivery" => subscription.settings.raw = raw(subscription, value)?,
        "FilterPolicy" => subscription.settings.filter = text().filter(|text| !is_empty(text)),
        "FilterPolicyScope" => subscription.settings.filter_scope = Some(scope(value)?),
        "DeliveryPolicy" => {
            if !subscription.protocol.starts_with("http") && text().is_some() {
                return Err(errors::invalid(
                    "DeliveryPolicy: only HTTP and HTTPS endpoints can have a delivery policy",
                ));
            }
            if let Some(text) = text() {
                policy::of_subscription(&text)
                    .map_err(|why| errors::invalid(format_args!("DeliveryPolicy: {why}")))?;
            }
            subscription.settings.delivery_policy = text();
        }
        "RedrivePolicy" => subscription.settings.redrive = redrive(found, subscription, value)?,
        "ReplayPolicy" => {
            subscription.settings.replay = crate::archive::policy(found, subscription, value)?;
        }
        "SubscriptionRoleArn" => subscription.settings.role = Some(role(subscription, value)?),
        _ => return Err(errors::invalid("AttributeName")),
    }
    Ok(())
}

/// What must be there, and the filter policy as it is read in its scope.
pub fn check(subscription: &Subscription) -> Result<(), AwsError> {
    let settings = &subscription.settings;
    if subscription.protocol == "firehose" && settings.role.is_none() {
        return Err(errors::invalid(
            "Attributes Reason: SubscriptionRoleArn is required for Firehose subscriptions",
        ));
    }
    match &settings.filter {
        Some(text) => filter::parse(text, settings.filter_scope.as_deref()).map(drop),
        None => Ok(()),
    }
}

fn is_empty(text: &str) -> bool {
    matches!(serde_json::from_str::<Json>(text), Ok(Json::Object(fields)) if fields.is_empty())
}

fn raw(subscription: &Subscription, value: &str) -> Result<bool, AwsError> {
    let wanted = match value.to_ascii_lowercase().as_str() {
        "true" => true,
        "false" => false,
        _ => {
            return Err(errors::invalid(format_args!(
                "RawMessageDelivery: Invalid value [{value}]. Must be true or false."
            )));
        }
    };
    let able = ["sqs", "http", "https", "firehose"].contains(&subscription.protocol.as_str());
    match wanted && !able {
        true => Err(errors::invalid(format_args!(
            "RawMessageDelivery: Delivery protocol [{}] does not support raw message delivery.",
            subscription.protocol
        ))),
        false => Ok(wanted),
    }
}

fn role(subscription: &Subscription, value: &str) -> Result<String, AwsError> {
    if subscription.protocol != "firehose" {
        return Err(errors::invalid(
            "SubscriptionRoleArn: only Firehose subscriptions can have a role",
        ));
    }
    let parts: Vec<&str> = value.splitn(6, ':').collect();
    match parts.as_slice() {
        ["arn", _, "iam", "", account, role]
            if *account == subscription.owner && role.starts_with("role/") =>
        {
            Ok(value.to_owned())
        }
        _ => Err(errors::invalid(
            "SubscriptionRoleArn: must be the ARN of a role of the subscription's account",
        )),
    }
}

fn scope(value: &str) -> Result<String, AwsError> {
    match value {
        "MessageAttributes" | "MessageBody" => Ok(value.to_owned()),
        _ => {
            let shown = if value.is_empty() { "null" } else { value };
            Err(errors::invalid(format_args!(
                "FilterPolicyScope: Invalid value [{shown}]. Please use either MessageBody or \
                 MessageAttributes"
            )))
        }
    }
}

fn redrive(
    found: &Found,
    subscription: &Subscription,
    value: &str,
) -> Result<Option<String>, AwsError> {
    if value.trim().is_empty() {
        return Ok(None);
    }
    let wrong = |why: &str| errors::invalid(format_args!("RedrivePolicy: {why}"));
    let Ok(Json::Object(fields)) = serde_json::from_str::<Json>(value) else {
        return Err(wrong("failed to parse JSON."));
    };
    if fields.is_empty() {
        return Ok(None);
    }
    if let Some(other) = fields.keys().find(|name| *name != "deadLetterTargetArn") {
        return Err(wrong(&format!(
            "invalid JSON. Attribute {other} is unknown."
        )));
    }
    let target = fields["deadLetterTargetArn"].as_str().unwrap_or_default();
    let Some((account, region, name)) = queue_of(target) else {
        return Err(wrong("deadLetterTargetArn is an invalid arn"));
    };
    if account != subscription.owner || region != found.at.region {
        return Err(wrong(
            "deadLetterTargetArn must be a queue of the subscription's account and Region.",
        ));
    }
    if name.ends_with(".fifo") != found.topic.is_fifo() {
        return Err(wrong(match found.topic.is_fifo() {
            true => "must use a FIFO queue as DLQ for a FIFO topic",
            false => "must use a Standard queue as DLQ for a Standard topic",
        }));
    }
    Ok(Some(value.to_owned()))
}

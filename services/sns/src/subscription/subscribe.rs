//! Subscribe: an endpoint to a topic. One that its owner does not ask for must be confirmed.

use crate::errors;
use crate::limits::{DELIVERY_STREAMS, FIFO_SUBSCRIPTIONS, FILTER_POLICIES};
use crate::shapes::{SubscribeInput, SubscribeResponse};
use crate::signing;
use crate::subscription::endpoint::queue_of;
use crate::subscription::row::{self, Settings, Subscription};
use crate::subscription::{attributes, confirmation, endpoint};
use crate::topic::Found;
use crate::topic::row as topic;
use haneul_pipeline::{AwsError, Cx, Edge};
use haneul_runtime::ids;

pub async fn run(edge: Edge, input: SubscribeInput) -> Result<SubscribeResponse, AwsError> {
    // Whoever is subscribed is sent what is signed.
    signing::ready(&edge.cloud).await?;
    edge.answer(|cx| subscribe(cx, &input)).await
}

fn subscribe(cx: &mut Cx, input: &SubscribeInput) -> Result<SubscribeResponse, AwsError> {
    let found = topic::at(cx, &input.topic_arn)?;
    let given = input.endpoint.as_deref().unwrap_or_default();
    let endpoint = endpoint::check(cx, &found, &input.protocol, given)?;
    let wanted = wanted(cx, &found, input, endpoint)?;
    let known = row::of_endpoint(cx, &found, &wanted.protocol, &wanted.endpoint)?;
    let subscription = match known {
        Some(known) => {
            same(&known, &wanted, input)?;
            known
        }
        None => {
            check_room(cx, &found, &wanted)?;
            let scope = cx.scope_of(&found.at.account, &found.at.region);
            row::put(cx, scope, found.topic.id, &wanted)?;
            crate::archive::begin(cx, &found, &wanted)?;
            wanted
        }
    };
    if !subscription.confirmed {
        confirmation::ask(cx, &found, &subscription)?;
    }
    let shown = match subscription.confirmed || input.return_subscription_arn == Some(true) {
        true => subscription.arn(),
        false => "pending confirmation".to_owned(),
    };
    Ok(SubscribeResponse {
        subscription_arn: Some(shown),
    })
}

fn wanted(
    cx: &mut Cx,
    found: &Found,
    input: &SubscribeInput,
    endpoint: String,
) -> Result<Subscription, AwsError> {
    let confirmed = needs_no_word(cx, &input.protocol, &endpoint);
    let mut wanted = Subscription {
        id: ids::uuid(cx.random()),
        topic: found.arn(cx),
        owner: cx.account().to_owned(),
        protocol: input.protocol.clone(),
        endpoint,
        created: cx.now(),
        confirmed,
        authenticated: confirmed,
        authenticate_on_unsubscribe: false,
        base_url: confirmation::base_url(cx),
        settings: Settings::default(),
    };
    for (name, value) in input.attributes.iter().flatten() {
        attributes::apply(found, &mut wanted, name, value).map_err(|error| {
            match error.message.ends_with("AttributeName") {
                true => {
                    errors::invalid(format_args!("Attributes Reason: Unknown attribute {name}"))
                }
                false => error,
            }
        })?;
    }
    attributes::check(&wanted)?;
    Ok(wanted)
}

/// A queue's own account asks for it, or there is nobody who could answer.
fn needs_no_word(cx: &Cx, protocol: &str, endpoint: &str) -> bool {
    match protocol {
        "sqs" => queue_of(endpoint).is_some_and(|(account, ..)| account == cx.account()),
        // A role of the subscriber's account speaks for the delivery stream, and the function's own
        // policy for the function.
        "sms" | "application" | "firehose" | "lambda" => true,
        _ => false,
    }
}

/// An endpoint is subscribed once; what the request says must be so already.
fn same(
    known: &Subscription,
    wanted: &Subscription,
    input: &SubscribeInput,
) -> Result<(), AwsError> {
    let given = input
        .attributes
        .as_ref()
        .is_some_and(|given| !given.is_empty());
    match given && known.settings != wanted.settings {
        true => Err(errors::invalid(
            "Attributes Reason: Subscription already exists with different attributes",
        )),
        false => Ok(()),
    }
}

fn check_room(cx: &mut Cx, found: &Found, wanted: &Subscription) -> Result<(), AwsError> {
    if wanted.protocol == "firehose" {
        let known = row::of_owner(cx, found, "firehose", &wanted.owner)?;
        if known >= DELIVERY_STREAMS {
            return Err(errors::too_many_subscriptions());
        }
    }
    if !found.topic.is_fifo() && wanted.settings.filter.is_none() {
        return Ok(());
    }
    let scope = found.at.scope(cx);
    let most = FILTER_POLICIES + 1;
    let rows = row::of_topic(cx.tx, scope, found.topic.id, None, most)?;
    if found.topic.is_fifo() && rows.len() >= FIFO_SUBSCRIPTIONS {
        return Err(errors::too_many_subscriptions());
    }
    let filtered = rows.iter().filter(|(_, s)| s.settings.filter.is_some());
    match wanted.settings.filter.is_some() && filtered.count() >= FILTER_POLICIES {
        true => Err(errors::filter_limit()),
        false => Ok(()),
    }
}

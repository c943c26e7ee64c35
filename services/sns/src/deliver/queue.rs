//! To queues: SendMessage as SNS on behalf of the topic, which the queue's policy must allow.

use crate::deliver::envelope::{self, Ask};
use crate::deliver::sheet::Sheet;
use crate::deliver::{PRINCIPAL, dead_letter};
use crate::publishing::Message;
use crate::subscription::Subscription;
use crate::subscription::endpoint::queue_of;
use crate::topic::Found;
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::outbox::{Outgoing, Terms};
use serde_json::{Value as Json, json};

/// With pauses that grow to more than an hour, three weeks: as long as AWS tries.
pub const ATTEMPTS: u32 = 497;

pub fn send(
    cx: &mut Cx,
    found: &Found,
    subscription: &Subscription,
    message: &Message,
    sheet: &mut Sheet,
) -> Result<(), AwsError> {
    let mut input = match subscription.settings.raw {
        true => raw(message, &subscription.protocol),
        false => {
            let text = envelope::notification(cx, found, subscription, message, sheet)?;
            json!({ "MessageBody": text })
        }
    };
    line_up(&mut input, subscription, message);
    let lane = message.group.as_ref().filter(|_| found.topic.is_fifo());
    let lane = lane.map(|group| format!("sns {} {group}", subscription.id));
    deliver(cx, subscription, input, lane)
}

/// The message itself; its attributes go beside it.
pub fn raw(message: &Message, protocol: &str) -> Json {
    let mut input = json!({ "MessageBody": message.body(protocol) });
    if !message.attributes.is_empty() {
        let attributes = message.attributes.iter();
        let attributes = attributes.map(|(name, attribute)| (name.clone(), attribute.for_queue()));
        input["MessageAttributes"] = Json::Object(attributes.collect());
    }
    input
}

/// Group and deduplication, where the queue knows them.
fn line_up(input: &mut Json, subscription: &Subscription, message: &Message) {
    let fifo = subscription.endpoint.ends_with(".fifo");
    if let Some(group) = &message.group {
        input["MessageGroupId"] = json!(group);
    }
    if let Some(deduplication) = message.deduplication.as_ref().filter(|_| fifo) {
        input["MessageDeduplicationId"] = json!(deduplication);
    }
}

pub fn ask(
    cx: &mut Cx,
    found: &Found,
    subscription: &Subscription,
    what: &Ask,
) -> Result<(), AwsError> {
    let text = envelope::question(cx, found, subscription, what)?;
    let mut input = json!({ "MessageBody": text });
    if subscription.endpoint.ends_with(".fifo") {
        input["MessageGroupId"] = json!(what.kind);
        input["MessageDeduplicationId"] = json!(what.id);
    }
    deliver(cx, subscription, input, None)
}

fn deliver(
    cx: &mut Cx,
    subscription: &Subscription,
    input: Json,
    lane: Option<String>,
) -> Result<(), AwsError> {
    let terms = Terms {
        lane,
        beside_others: true,
        only_transient: true,
        memo: Some(json!({ "subscription": subscription.arn() })),
        ..Terms::default()
    };
    let told = Some(format!("sns/{}", dead_letter::REFUSED));
    let call = call(
        cx,
        &subscription.topic,
        &subscription.endpoint,
        input,
        terms,
        told,
    );
    match call {
        Some(call) => cx.send(&call),
        None => Ok(()),
    }
}

/// SendMessage to the queue of this ARN.
pub fn call(
    cx: &Cx,
    topic: &str,
    queue: &str,
    mut input: Json,
    terms: Terms,
    on_refusal: Option<String>,
) -> Option<Outgoing> {
    let (account, region, name) = queue_of(queue)?;
    input["QueueUrl"] = json!(format!("http://localhost:4566/{account}/{name}"));
    Some(Outgoing {
        principal: PRINCIPAL.to_owned(),
        source_arn: topic.to_owned(),
        source_account: topic.split(':').nth(4).unwrap_or_default().to_owned(),
        as_root: false,
        as_role: None,
        partition: cx.partition().to_owned(),
        account: account.to_owned(),
        region: region.to_owned(),
        service: "sqs".to_owned(),
        operation: "SendMessage".to_owned(),
        input,
        attempts: 0,
        give_up_after: ATTEMPTS,
        on_refusal,
        terms,
    })
}

//! To functions: an asynchronous Invoke as SNS on behalf of the topic, which the function's policy
//! must allow.

use crate::deliver::envelope;
use crate::deliver::queue::ATTEMPTS;
use crate::deliver::sheet::Sheet;
use crate::deliver::{PRINCIPAL, dead_letter};
use crate::publishing::Message;
use crate::subscription::Subscription;
use crate::subscription::endpoint::function_of;
use crate::topic::Found;
use base64::prelude::{BASE64_STANDARD, Engine};
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::outbox::{Outgoing, Terms};
use serde_json::{Value as Json, json};

pub fn send(
    cx: &mut Cx,
    found: &Found,
    subscription: &Subscription,
    message: &Message,
    sheet: &mut Sheet,
) -> Result<(), AwsError> {
    let Some((account, region)) = function_of(&subscription.endpoint) else {
        return Ok(());
    };
    let text = envelope::notification(cx, found, subscription, message, sheet)?;
    let event = json!({"Records": [{
        "EventSource": "aws:sns",
        "EventVersion": "1.0",
        "EventSubscriptionArn": subscription.arn(),
        "Sns": renamed(&text),
    }]});
    let topic = &subscription.topic;
    cx.send(&Outgoing {
        principal: PRINCIPAL.to_owned(),
        source_arn: topic.clone(),
        source_account: topic.split(':').nth(4).unwrap_or_default().to_owned(),
        as_root: false,
        as_role: None,
        partition: cx.partition().to_owned(),
        account: account.to_owned(),
        region: region.to_owned(),
        service: "lambda".to_owned(),
        operation: "Invoke".to_owned(),
        input: json!({
            "FunctionName": subscription.endpoint,
            "InvocationType": "Event",
            "Payload": BASE64_STANDARD.encode(event.to_string()),
        }),
        attempts: 0,
        give_up_after: ATTEMPTS,
        on_refusal: Some(format!("sns/{}", dead_letter::REFUSED)),
        terms: Terms {
            beside_others: true,
            only_transient: true,
            memo: Some(json!({ "subscription": subscription.arn() })),
            ..Terms::default()
        },
    })
}

/// Functions see some names of the envelope in another way, and all of them.
fn renamed(envelope: &str) -> Json {
    let mut shown: Json = serde_json::from_str(envelope).unwrap_or_default();
    let Some(fields) = shown.as_object_mut() else {
        return shown;
    };
    for (old, new) in [
        ("SigningCertURL", "SigningCertUrl"),
        ("UnsubscribeURL", "UnsubscribeUrl"),
    ] {
        if let Some(value) = fields.remove(old) {
            fields.insert(new.to_owned(), value);
        }
    }
    fields.entry("Subject").or_insert(Json::Null);
    fields
        .entry("MessageAttributes")
        .or_insert_with(|| json!({}));
    shown
}

/// What a call would have told.
pub fn text(input: &Json) -> Option<String> {
    let event = BASE64_STANDARD.decode(input["Payload"].as_str()?).ok()?;
    let event: Json = serde_json::from_slice(&event).ok()?;
    Some(event["Records"][0]["Sns"].to_string())
}

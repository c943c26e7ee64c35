//! To delivery streams: PutRecord as the subscription's role, which must trust SNS.

use crate::deliver::queue::ATTEMPTS;
use crate::deliver::{PRINCIPAL, dead_letter, envelope};
use crate::publishing::Message;
use crate::subscription::Subscription;
use crate::subscription::endpoint::delivery_stream_of;
use base64::prelude::{BASE64_STANDARD, Engine};
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::outbox::{Outgoing, Terms};
use serde_json::{Value as Json, json};

pub fn send(cx: &mut Cx, subscription: &Subscription, message: &Message) -> Result<(), AwsError> {
    let Some((account, region, name)) = delivery_stream_of(&subscription.endpoint) else {
        return Ok(());
    };
    let data = match subscription.settings.raw {
        true => message.body(&subscription.protocol).to_owned(),
        // Each on a line of its own, so that they can be told apart in the object.
        false => envelope::line(subscription, message) + "\n",
    };
    let topic = &subscription.topic;
    cx.send(&Outgoing {
        principal: PRINCIPAL.to_owned(),
        source_arn: topic.clone(),
        source_account: topic.split(':').nth(4).unwrap_or_default().to_owned(),
        as_root: false,
        as_role: subscription.settings.role.clone(),
        partition: cx.partition().to_owned(),
        account: account.to_owned(),
        region: region.to_owned(),
        service: "firehose".to_owned(),
        operation: "PutRecord".to_owned(),
        input: json!({
            "DeliveryStreamName": name,
            "Record": { "Data": BASE64_STANDARD.encode(data) },
        }),
        attempts: 0,
        give_up_after: ATTEMPTS,
        on_refusal: Some(format!("sns/{}", dead_letter::REFUSED)),
        terms: Terms {
            only_transient: true,
            memo: Some(json!({ "subscription": subscription.arn() })),
            ..Terms::default()
        },
    })
}

/// What a call would have put.
pub fn text(input: &Json) -> Option<String> {
    let data = BASE64_STANDARD.decode(input["Record"]["Data"].as_str()?);
    let text = String::from_utf8(data.ok()?).ok()?;
    Some(text.strip_suffix('\n').map(str::to_owned).unwrap_or(text))
}

//! What could not be delivered goes to the subscription's dead-letter queue, if it has one.

use crate::arn::SubscriptionArn;
use crate::deliver::{firehose, function, queue};
use crate::subscription::row;
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::outbox::Terms;
use haneul_runtime::timer::Timer;
use serde_json::{Value as Json, json};

pub const REFUSED: &str = "refused";

/// A call was refused for good, or tried in vain as often as there are attempts.
pub fn refused(cx: &mut Cx, timer: &Timer) -> Result<(), AwsError> {
    let told = &timer.payload;
    let arn = told["memo"]["subscription"].as_str().unwrap_or_default();
    let Ok(parsed) = SubscriptionArn::parse(cx, arn) else {
        return Ok(());
    };
    crate::measure::failed(cx, &parsed.topic);
    let Some(held) = row::find(cx, &parsed)? else {
        return Ok(());
    };
    let Some(target) = held.subscription.dead_letters() else {
        return Ok(());
    };
    let Some(input) = letter(told, target.ends_with(".fifo")) else {
        return Ok(());
    };
    let terms = Terms {
        only_transient: true,
        ..Terms::default()
    };
    let call = queue::call(cx, &held.subscription.topic, &target, input, terms, None);
    match call {
        Some(call) => cx.send(&call),
        None => Ok(()),
    }
}

/// The message as the endpoint would have had it.
fn letter(told: &Json, fifo: bool) -> Option<Json> {
    let input = &told["input"];
    let mut letter = match told["service"].as_str()? {
        "sqs" => {
            let mut letter = input.clone();
            if !fifo {
                letter.as_object_mut()?.remove("MessageDeduplicationId");
            }
            letter
        }
        "firehose" => json!({ "MessageBody": firehose::text(input)? }),
        "lambda" => json!({ "MessageBody": function::text(input)? }),
        _ => json!({ "MessageBody": input["body"] }),
    };
    letter.as_object_mut()?.remove("QueueUrl");
    Some(letter)
}

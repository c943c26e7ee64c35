//! RegisterStreamConsumer.

use crate::address::Address;
use crate::consumer::row::{self as consumers, Consumer};
use crate::errors;
use crate::limits::{CHANGE, CONSUMERS, ON_DEMAND_CONSUMERS};
use crate::shapes::{Consumer as Shown, RegisterStreamConsumerInput, RegisterStreamConsumerOutput};
use crate::stream::row;
use crate::stream::show::seconds;
use crate::tag::rules;
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: RegisterStreamConsumerInput,
) -> Result<RegisterStreamConsumerOutput, AwsError> {
    let address = Address::of_arn(cx, &input.stream_arn)?;
    let found = row::at_address(cx, &address)?;
    let now = cx.now().as_microsecond();
    if !found.stream.is_usable(now) {
        return Err(errors::not_active(&address, found.stream.status(now)));
    }
    consumers::sweep(cx, &found)?;
    let known = consumers::all(cx, &found)?;
    if known.iter().any(|c| c.name == input.consumer_name) {
        return Err(errors::in_use(format!(
            "Consumer {} under stream {} under account {} already exists.",
            input.consumer_name, address.name, address.account
        )));
    }
    let most = match found.stream.on_demand {
        true => ON_DEMAND_CONSUMERS,
        false => CONSUMERS,
    };
    if known.len() >= most {
        return Err(errors::limit(format!(
            "This request would exceed the limit of {most} consumers for stream {} under account \
             {}.",
            address.name, address.account
        )));
    }
    let tags = input.tags.unwrap_or_default();
    rules::check(&address, &tags)?;
    let consumer = Consumer {
        name: input.consumer_name,
        created: now,
        active: now + CHANGE,
        gone: None,
        policy: None,
        tags,
    };
    consumers::put(cx, &found, &consumer)?;
    Ok(RegisterStreamConsumerOutput {
        consumer: Some(shown(cx, &address, &consumer)),
    })
}

pub fn shown(cx: &Cx, stream: &Address, consumer: &Consumer) -> Shown {
    Shown {
        consumer_name: Some(consumer.name.clone()),
        consumer_arn: Some(consumer.arn(cx, stream)),
        consumer_status: Some(consumer.status(cx.now().as_microsecond()).to_owned()),
        consumer_creation_timestamp: Some(seconds(consumer.created)),
    }
}

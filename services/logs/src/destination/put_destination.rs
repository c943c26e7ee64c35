//! PutDestination: a stream or delivery stream that groups of other accounts may subscribe to.

use crate::destination::row::{self, DESTINATIONS, Destination};
use crate::errors;
use crate::shapes::{PutDestinationRequest, PutDestinationResponse};
use crate::subscription::put_subscription_filter::may_pass;
use crate::subscription::target::{Kind, Target};
use crate::tag::rules;
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: PutDestinationRequest) -> Result<PutDestinationResponse, AwsError> {
    let target = Target::read(cx.cloud, &input.target_arn)?;
    if target.kind == Kind::Lambda {
        return Err(errors::parameter(
            "A destination can be a Kinesis stream or a Firehose stream.",
        ));
    }
    may_pass(cx, &input.role_arn)?;
    let scope = cx.scope();
    let known = DESTINATIONS.get(cx.tx, scope, &input.destination_name)?;
    let tags = input.tags.unwrap_or_default();
    rules::check(&tags)?;
    let destination = Destination {
        name: input.destination_name,
        target: input.target_arn,
        role: input.role_arn,
        created: known
            .as_ref()
            .map_or(cx.now().as_millisecond(), |known| known.created),
        tags: known.as_ref().map_or(tags, |known| known.tags.clone()),
        policy: known.and_then(|known| known.policy),
    };
    DESTINATIONS.put(cx.tx, scope, &destination.name, &destination)?;
    Ok(PutDestinationResponse {
        destination: Some(show(cx, destination)),
    })
}

pub fn show(cx: &mut Cx, destination: Destination) -> crate::shapes::Destination {
    crate::shapes::Destination {
        arn: Some(row::arn(cx, &destination.name)),
        destination_name: Some(destination.name),
        target_arn: Some(destination.target),
        role_arn: Some(destination.role),
        access_policy: destination.policy,
        creation_time: Some(destination.created),
    }
}

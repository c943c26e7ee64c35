//! EnableKinesisStreamingDestination: the caller must be allowed to use the stream, and to make the
//! service-linked role if it is not there yet.

use crate::address::Address;
use crate::destination::row::{Destination, Last, Precision};
use crate::destination::send::{PRINCIPAL, ROLE};
use crate::errors;
use crate::shapes::{
    EnableKinesisStreamingConfiguration, KinesisStreamingDestinationInput,
    KinesisStreamingDestinationOutput,
};
use crate::table::row;
use haneul_pipeline::{AwsError, Cx, Edge, Invocation, invoke};
use serde_json::{Value as Json, json};

pub async fn run(
    edge: Edge,
    input: KinesisStreamingDestinationInput,
) -> Result<KinesisStreamingDestinationOutput, AwsError> {
    edge.read(|cx| check(cx, &input))?;
    let stream = json!({"StreamARN": input.stream_arn});
    let described = ask(&edge, "kinesis", "DescribeStreamSummary", stream).await;
    described.map_err(|error| refused(error, &input.stream_arn))?;
    edge.make_service_role(PRINCIPAL, ROLE).await?;
    edge.answer(|cx| enable(cx, &input)).await
}

/// A call of whoever asked for it.
async fn ask(edge: &Edge, service: &str, operation: &str, input: Json) -> Result<(), AwsError> {
    let call = &edge.call;
    let invocation = Invocation {
        caller: (*call.caller).clone(),
        account: call.account.clone(),
        region: call.region.clone(),
        service,
        operation,
        input,
        body: None,
        delivers: None,
    };
    invoke(&edge.cloud, invocation).await.map(drop)
}

fn refused(error: AwsError, arn: &str) -> AwsError {
    match &*error.code {
        "ResourceNotFoundException" => errors::missing(format!(
            "Requested resource not found: Stream: {arn} not found"
        )),
        "AccessDeniedException" => errors::validation(format!(
            "User does not have a permission to use kinesis stream: {}",
            error.message
        )),
        _ => error,
    }
}

fn check(cx: &mut Cx, input: &KinesisStreamingDestinationInput) -> Result<(), AwsError> {
    let found = row::idle(cx, &input.table_name)?;
    let own = format!("arn:{}:kinesis:{}:", cx.partition(), cx.region());
    let name = input
        .stream_arn
        .strip_prefix(&own)
        .and_then(|rest| rest.split_once(":stream/"));
    if name.is_none_or(|(account, _)| account.len() != 12) {
        return Err(errors::validation(format!(
            "Invalid StreamArn: {} is not of a stream of Kinesis in this Region",
            input.stream_arn
        )));
    }
    if found.address != Address::own(cx, &found.address.name) {
        return Err(errors::arn(&input.table_name));
    }
    let now = cx.now().as_microsecond();
    let is_off = |known: &Destination| known.status(now) == "DISABLED";
    match found.table.destinations.iter().all(is_off) {
        true => Ok(()),
        false => Err(errors::validation(
            "Table is not in a valid state to enable Kinesis Streaming Destination: \
             EnableKinesisStreamingDestination must be DISABLED to perform ENABLE operation.",
        )),
    }
}

fn enable(
    cx: &mut Cx,
    input: &KinesisStreamingDestinationInput,
) -> Result<KinesisStreamingDestinationOutput, AwsError> {
    check(cx, input)?;
    let found = row::idle(cx, &input.table_name)?;
    let asked = input.enable_kinesis_streaming_configuration.as_ref();
    let precision = asked.and_then(|c| c.approximate_creation_date_time_precision.as_deref());
    let destination = Destination {
        arn: input.stream_arn.clone(),
        is_on: true,
        precision: Precision::of(precision),
        last: Last::Enabled,
        changed: cx.now().as_microsecond(),
    };
    let mut table = found.table.as_ref().clone();
    table
        .destinations
        .retain(|known| known.arn != input.stream_arn);
    table.destinations.push(destination);
    row::put(cx, &found, &table)?;
    Ok(KinesisStreamingDestinationOutput {
        table_name: Some(table.name),
        stream_arn: Some(input.stream_arn.clone()),
        destination_status: Some("ENABLING".to_owned()),
        enable_kinesis_streaming_configuration: asked.map(|_| {
            EnableKinesisStreamingConfiguration {
                approximate_creation_date_time_precision: precision.map(str::to_owned),
            }
        }),
    })
}

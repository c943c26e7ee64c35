//! DisableKinesisStreamingDestination: the stream is told no more.

use crate::destination::row::{self, Last};
use crate::shapes::{KinesisStreamingDestinationInput, KinesisStreamingDestinationOutput};
use crate::table::row::put;
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: KinesisStreamingDestinationInput,
) -> Result<KinesisStreamingDestinationOutput, AwsError> {
    let (found, at) = row::on(cx, &input.table_name, &input.stream_arn, "DISABLE")?;
    let mut table = found.table.as_ref().clone();
    let destination = &mut table.destinations[at];
    destination.is_on = false;
    destination.last = Last::Disabled;
    destination.changed = cx.now().as_microsecond();
    put(cx, &found, &table)?;
    Ok(KinesisStreamingDestinationOutput {
        table_name: Some(table.name),
        stream_arn: Some(input.stream_arn),
        destination_status: Some("DISABLING".to_owned()),
        enable_kinesis_streaming_configuration: input.enable_kinesis_streaming_configuration,
    })
}

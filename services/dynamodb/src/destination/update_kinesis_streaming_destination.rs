//! UpdateKinesisStreamingDestination: how exactly the times of changes are told.

use crate::destination::row::{self, Last, Precision};
use crate::errors;
use crate::shapes::{
    UpdateKinesisStreamingDestinationInput, UpdateKinesisStreamingDestinationOutput,
};
use crate::table::row::put;
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: UpdateKinesisStreamingDestinationInput,
) -> Result<UpdateKinesisStreamingDestinationOutput, AwsError> {
    let (found, at) = row::on(cx, &input.table_name, &input.stream_arn, "UPDATE")?;
    let asked = input.update_kinesis_streaming_configuration.as_ref();
    let asked = asked.and_then(|c| c.approximate_creation_date_time_precision.as_deref());
    let Some(asked) = asked else {
        return Err(errors::validation(
            "Streaming destination cannot be updated with given parameters: \
             UpdateKinesisStreamingConfiguration cannot be null or contain only null values",
        ));
    };
    let mut table = found.table.as_ref().clone();
    let destination = &mut table.destinations[at];
    let precision = Precision::of(Some(asked));
    if destination.precision == precision {
        return Err(errors::validation(format!(
            "Invalid Request: Precision is already set to the desired value of {asked} for \
             tableName: {}",
            found.table.name
        )));
    }
    destination.precision = precision;
    destination.last = Last::Updated;
    destination.changed = cx.now().as_microsecond();
    put(cx, &found, &table)?;
    Ok(UpdateKinesisStreamingDestinationOutput {
        table_name: Some(table.name),
        stream_arn: Some(input.stream_arn),
        destination_status: Some("UPDATING".to_owned()),
        update_kinesis_streaming_configuration: input.update_kinesis_streaming_configuration,
    })
}

//! DescribeKinesisStreamingDestination: those that are on, and that were.

use crate::shapes::{
    DescribeKinesisStreamingDestinationInput, DescribeKinesisStreamingDestinationOutput,
    KinesisDataStreamDestination,
};
use crate::table::row;
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: DescribeKinesisStreamingDestinationInput,
) -> Result<DescribeKinesisStreamingDestinationOutput, AwsError> {
    let found = row::at(cx, &input.table_name)?;
    let now = cx.now().as_microsecond();
    let shown = found
        .table
        .destinations
        .iter()
        .map(|known| KinesisDataStreamDestination {
            stream_arn: Some(known.arn.clone()),
            destination_status: Some(known.status(now).to_owned()),
            destination_status_description: None,
            approximate_creation_date_time_precision: Some(known.precision.name().to_owned()),
        });
    Ok(DescribeKinesisStreamingDestinationOutput {
        table_name: Some(found.table.name.clone()),
        kinesis_data_stream_destinations: Some(shown.collect()),
    })
}

//! DescribeDeliveryStream.

use crate::shapes::{DescribeDeliveryStreamInput, DescribeDeliveryStreamOutput};
use crate::stream::{row, show};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: DescribeDeliveryStreamInput,
) -> Result<DescribeDeliveryStreamOutput, AwsError> {
    let stream = row::at(cx, &input.delivery_stream_name)?;
    let mut shown = show::stream(cx, &stream);
    let after = input.exclusive_start_destination_id.as_deref();
    if after.is_some_and(|after| after >= show::DESTINATION) {
        shown.destinations = Some(Vec::new());
    }
    Ok(DescribeDeliveryStreamOutput {
        delivery_stream_description: Some(shown),
    })
}

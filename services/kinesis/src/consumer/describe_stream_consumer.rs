//! DescribeStreamConsumer.

use crate::consumer::row as consumers;
use crate::shapes::{
    ConsumerDescription, DescribeStreamConsumerInput, DescribeStreamConsumerOutput,
};
use crate::stream::show::seconds;
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: DescribeStreamConsumerInput,
) -> Result<DescribeStreamConsumerOutput, AwsError> {
    let (found, consumer) = consumers::named(
        cx,
        input.consumer_arn.as_deref(),
        input.stream_arn.as_deref(),
        input.consumer_name.as_deref(),
    )?;
    Ok(DescribeStreamConsumerOutput {
        consumer_description: Some(ConsumerDescription {
            consumer_name: Some(consumer.name.clone()),
            consumer_arn: Some(consumer.arn(cx, &found.address)),
            consumer_status: Some(consumer.status(cx.now().as_microsecond()).to_owned()),
            consumer_creation_timestamp: Some(seconds(consumer.created)),
            stream_arn: Some(found.arn(cx)),
        }),
    })
}

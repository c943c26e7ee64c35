//! DescribeStreamSummary: a stream without its shards.

use crate::consumer::row as consumers;
use crate::shapes::{
    DescribeStreamSummaryInput, DescribeStreamSummaryOutput, StreamDescriptionSummary,
};
use crate::stream::row::{self, named};
use crate::stream::show;
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: DescribeStreamSummaryInput,
) -> Result<DescribeStreamSummaryOutput, AwsError> {
    let found = row::at(cx, &named!(input))?;
    let stream = &found.stream;
    let now = cx.now().as_microsecond();
    let open = match stream.status(now) {
        "CREATING" => 0,
        _ => stream.open().count(),
    };
    Ok(DescribeStreamSummaryOutput {
        stream_description_summary: Some(StreamDescriptionSummary {
            stream_name: Some(stream.name.clone()),
            stream_arn: Some(found.arn(cx)),
            stream_id: Some(stream.shown_id.clone()),
            stream_status: Some(stream.status(now).to_owned()),
            stream_mode_details: Some(show::mode(stream)),
            retention_period_hours: Some(stream.retention_hours),
            stream_creation_timestamp: Some(show::seconds(stream.created)),
            enhanced_monitoring: Some(show::monitoring(stream)),
            encryption_type: Some(show::encryption(stream)),
            key_id: stream.key.clone(),
            open_shard_count: Some(open as i64),
            consumer_count: Some(consumers::count(cx, &found)? as i64),
            max_record_size_in_ki_b: Some(stream.record_kib),
            ..StreamDescriptionSummary::default()
        }),
    })
}

//! DescribeStream: a stream and its shards, a page of them.

use crate::limits::DESCRIBE_SHARDS;
use crate::shapes::{DescribeStreamInput, DescribeStreamOutput, StreamDescription};
use crate::stream::row::{self, named, shard_number};
use crate::stream::show;
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: DescribeStreamInput) -> Result<DescribeStreamOutput, AwsError> {
    let found = row::at(cx, &named!(input))?;
    let stream = &found.stream;
    let now = cx.now().as_microsecond();
    let limit = input.limit.map_or(DESCRIBE_SHARDS, |n| n as usize);
    let after = input.exclusive_start_shard_id.as_deref();
    let after = after.and_then(shard_number);
    // While it is being made it has none to show.
    let shown = stream.status(now) != "CREATING";
    let rest = stream
        .shards
        .iter()
        .filter(|shard| shown && after.is_none_or(|after| shard.number > after));
    let mut shards: Vec<_> = rest
        .take(limit + 1)
        .map(|shard| show::shard(stream, shard))
        .collect();
    let more = shards.len() > limit;
    shards.truncate(limit);
    Ok(DescribeStreamOutput {
        stream_description: Some(StreamDescription {
            stream_name: Some(stream.name.clone()),
            stream_arn: Some(found.arn(cx)),
            stream_status: Some(stream.status(now).to_owned()),
            stream_mode_details: Some(show::mode(stream)),
            shards: Some(shards),
            has_more_shards: Some(more),
            retention_period_hours: Some(stream.retention_hours),
            stream_creation_timestamp: Some(show::seconds(stream.created)),
            enhanced_monitoring: Some(show::monitoring(stream)),
            encryption_type: Some(show::encryption(stream)),
            key_id: stream.key.clone(),
        }),
    })
}

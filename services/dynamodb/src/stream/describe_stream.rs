//! DescribeStream: a stream and its shards, in pages.

use crate::errors;
use crate::stream::access::Name;
use crate::stream::list_streams::limit;
use crate::stream::row::Shard;
use crate::stream::shapes::{
    DescribeStreamInput, DescribeStreamOutput, KeySchemaElement, ShardFilter, StreamDescription,
};
use crate::stream::show;
use crate::table::show::{keys, time};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: DescribeStreamInput) -> Result<DescribeStreamOutput, AwsError> {
    let name = Name::of(cx, &input.stream_arn)?;
    let stream = name.stream(cx)?;
    let most = limit(input.limit)?;
    let parent = filter(input.shard_filter.as_ref())?;
    let of_parent = |shard: &Shard| match &parent {
        None => true,
        Some(id) => shard
            .parent
            .is_some_and(|(n, at)| crate::stream::row::shard_id(n, at) == *id),
    };
    let after = match &input.exclusive_start_shard_id {
        Some(id) => stream.shard(id).map(|shard| shard.number),
        None => None,
    };
    let behind = |shard: &Shard| after.is_none_or(|after| shard.number > after);
    let mut shards: Vec<Shard> = stream.shards().filter(behind).filter(of_parent).collect();
    let more = shards.len() > most;
    shards.truncate(most);
    let schema = keys(&stream.keys).into_iter().map(|key| KeySchemaElement {
        attribute_name: Some(key.attribute_name),
        key_type: Some(key.key_type),
    });
    Ok(DescribeStreamOutput {
        stream_description: Some(StreamDescription {
            stream_arn: Some(name.arn(cx)),
            stream_label: Some(name.label.clone()),
            stream_status: Some(stream.status(cx.now().as_microsecond()).to_owned()),
            stream_view_type: Some(stream.view.name().to_owned()),
            creation_request_date_time: Some(time(stream.created)),
            table_name: Some(name.address.name.clone()),
            key_schema: Some(schema.collect()),
            last_evaluated_shard_id: shards.last().filter(|_| more).map(Shard::id),
            shards: Some(shards.into_iter().map(show::shard).collect()),
        }),
    })
}

/// The shard whose children are asked for.
fn filter(given: Option<&ShardFilter>) -> Result<Option<String>, AwsError> {
    let Some(given) = given else { return Ok(None) };
    match (&given.r#type, &given.shard_id) {
        (Some(_), Some(id)) => Ok(Some(id.clone())),
        _ => Err(errors::validation(
            "ShardFilter must have both a Type and a ShardId",
        )),
    }
}

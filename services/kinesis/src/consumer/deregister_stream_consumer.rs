//! DeregisterStreamConsumer.

use crate::consumer::{row as consumers, subscription};
use crate::limits::CHANGE;
use crate::shapes::DeregisterStreamConsumerInput;
use haneul_pipeline::{AwsError, Cx, Reply};

pub fn run(cx: &mut Cx, input: DeregisterStreamConsumerInput) -> Result<Reply, AwsError> {
    let (found, mut consumer) = consumers::named(
        cx,
        input.consumer_arn.as_deref(),
        input.stream_arn.as_deref(),
        input.consumer_name.as_deref(),
    )?;
    consumer.gone = Some(cx.now().as_microsecond() + CHANGE);
    consumers::put(cx, &found, &consumer)?;
    // Its subscriptions end.
    let (scope, stream) = (found.scope(cx), found.stream.id);
    subscription::forget(cx.tx, scope, stream, Some(&consumer.name))?;
    for shard in &found.stream.shards {
        cx.tx.notify(found.stream.channel(shard.number));
    }
    Ok(Reply::default())
}

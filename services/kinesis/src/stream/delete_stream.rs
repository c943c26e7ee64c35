//! DeleteStream: the stream, its records and its consumers.

use crate::background;
use crate::consumer::row as consumers;
use crate::errors;
use crate::limits::CHANGE;
use crate::shapes::DeleteStreamInput;
use crate::stream::row::{self, Busy, Change, named};
use haneul_pipeline::{AwsError, Cx, Reply};

pub fn run(cx: &mut Cx, input: DeleteStreamInput) -> Result<Reply, AwsError> {
    let found = row::at(cx, &named!(input))?;
    let now = cx.now().as_microsecond();
    if found.stream.status(now) == "DELETING" {
        return Err(errors::not_active(&found.address, "DELETING"));
    }
    let has_consumers = consumers::count(cx, &found)? > 0;
    if has_consumers && !input.enforce_consumer_deletion.unwrap_or_default() {
        return Err(errors::in_use(format!(
            "Cannot delete stream {} under account {} because it has registered consumers.",
            found.address.name, found.address.account
        )));
    }
    let mut stream = found.stream.clone();
    stream.busy = Some(Busy {
        with: Change::Deleting,
        until: now + CHANGE,
    });
    row::put(cx, &found, &stream)?;
    for shard in &stream.shards {
        cx.tx.notify(stream.channel(shard.number));
    }
    background::remove_at(cx, &found, now + CHANGE)?;
    Ok(Reply::default())
}

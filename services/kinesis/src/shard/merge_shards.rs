//! MergeShards: one shard takes the place of two neighbours.

use crate::errors;
use crate::shapes::MergeShardsInput;
use crate::shard::split_shard::moment;
use crate::stream::row::{self, named};
use haneul_pipeline::{AwsError, Cx, Reply};

pub fn run(cx: &mut Cx, input: MergeShardsInput) -> Result<Reply, AwsError> {
    let found = row::active(cx, &named!(input))?;
    let address = &found.address;
    if found.stream.on_demand {
        return Err(errors::validation(format!(
            "Request is invalid. Stream {} under account {} is in On-Demand mode.",
            address.name, address.account
        )));
    }
    let (id, other_id) = (&input.shard_to_merge, &input.adjacent_shard_to_merge);
    let shard = found
        .shard(id)
        .ok_or_else(|| errors::no_shard(address, id))?;
    let other = found
        .shard(other_id)
        .ok_or_else(|| errors::no_shard(address, other_id))?;
    for (shard, id) in [(shard, id), (other, other_id)] {
        if shard.closed.is_some() {
            return Err(errors::shard_closed(address, id));
        }
    }
    let touches = |last: u128, first: u128| last.checked_add(1) == Some(first);
    let adjacent = touches(shard.last.get(), other.first.get())
        || touches(other.last.get(), shard.first.get());
    if !adjacent {
        return Err(errors::argument(format!(
            "Shards {id} and {other_id} in stream {} under account {} are not an adjacent pair \
             of shards eligible for merging",
            address.name, address.account
        )));
    }
    let (one, two) = (shard.number, other.number);
    let moment = moment(cx);
    let mut stream = found.stream.clone();
    stream.merge(one, two, moment);
    for number in [one, two] {
        cx.tx.notify(stream.channel(number));
    }
    row::put_busy(cx, &found, stream)?;
    Ok(Reply::default())
}

//! SplitShard: two shards take the place of one.

use crate::errors;
use crate::shapes::SplitShardInput;
use crate::stream::create_stream;
use crate::stream::layout::Moment;
use crate::stream::row::{self, named};
use haneul_pipeline::{AwsError, Cx, Reply};

pub fn run(cx: &mut Cx, input: SplitShardInput) -> Result<Reply, AwsError> {
    let found = row::active(cx, &named!(input))?;
    let address = &found.address;
    let id = &input.shard_to_split;
    let shard = found
        .shard(id)
        .ok_or_else(|| errors::no_shard(address, id))?;
    if found.stream.on_demand {
        return Err(errors::validation(format!(
            "Request is invalid. Stream {} under account {} is in On-Demand mode.",
            address.name, address.account
        )));
    }
    if shard.closed.is_some() {
        return Err(errors::shard_closed(address, id));
    }
    let (first, last) = (shard.first.get(), shard.last.get());
    let second: Option<u128> = input.new_starting_hash_key.parse().ok();
    let Some(second) = second.filter(|key| *key > first.saturating_add(1) && *key < last) else {
        return Err(errors::argument(format!(
            "NewStartingHashKey {} used in SplitShard() on shard {id} in stream {} under account \
             {} is not both greater than one plus the shard's StartingHashKey {first} and less \
             than the shard's EndingHashKey {last}.",
            input.new_starting_hash_key, address.name, address.account
        )));
    };
    create_stream::check_quota(cx, false, 1)?;
    let number = shard.number;
    let moment = moment(cx);
    let mut stream = found.stream.clone();
    stream.split(number, second, moment);
    cx.tx.notify(stream.channel(number));
    row::put_busy(cx, &found, stream)?;
    Ok(Reply::default())
}

pub fn moment(cx: &Cx) -> Moment {
    Moment {
        at: cx.now().as_microsecond(),
        version: cx.tx.version(),
    }
}

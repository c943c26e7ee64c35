//! UpdateShardCount: so many shards that share the hash keys evenly.

use crate::errors;
use crate::limits::{COUNT_CHANGES_A_DAY, HOUR, MOST_SHARDS_BY_COUNT};
use crate::shapes::{UpdateShardCountInput, UpdateShardCountOutput};
use crate::shard::split_shard::moment;
use crate::stream::create_stream;
use crate::stream::row::{self, named};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: UpdateShardCountInput) -> Result<UpdateShardCountOutput, AwsError> {
    let found = row::active(cx, &named!(input))?;
    let address = &found.address;
    if found.stream.on_demand {
        return Err(errors::validation(format!(
            "Request is invalid. Stream {} under account {} is in On-Demand mode.",
            address.name, address.account
        )));
    }
    let open = found.stream.open().count();
    let target = input.target_shard_count;
    check(open as i64, target)?;
    let now = cx.now().as_microsecond();
    let mut stream = found.stream.clone();
    stream.count_changes.retain(|at| now - at < 24 * HOUR);
    if stream.count_changes.len() >= COUNT_CHANGES_A_DAY {
        return Err(errors::limit(format!(
            "Limit exceeded. The number of shards of stream {} under account {} can be changed \
             {COUNT_CHANGES_A_DAY} times within 24 hours.",
            address.name, address.account
        )));
    }
    let target = target as usize;
    create_stream::check_quota(cx, false, target.saturating_sub(open))?;
    stream.count_changes.push(now);
    stream.reshape(target, moment(cx));
    for shard in found.stream.open() {
        cx.tx.notify(stream.channel(shard.number));
    }
    row::put_busy(cx, &found, stream)?;
    Ok(UpdateShardCountOutput {
        stream_name: Some(address.name.clone()),
        stream_arn: Some(found.arn(cx)),
        current_shard_count: Some(open as i64),
        target_shard_count: Some(target as i64),
    })
}

fn check(open: i64, target: i64) -> Result<(), AwsError> {
    let counts = format!("Current open shard count: {open} Target shard count: {target}");
    if target > MOST_SHARDS_BY_COUNT {
        return Err(errors::argument(format!(
            "UpdateShardCount cannot scale up over {MOST_SHARDS_BY_COUNT} shards. {counts}"
        )));
    }
    if target > 2 * open {
        return Err(errors::argument(format!(
            "UpdateShardCount cannot scale up over double your current open shard count. {counts}"
        )));
    }
    // Half, rounded up.
    if 2 * target < open {
        return Err(errors::argument(format!(
            "UpdateShardCount cannot scale down below half your current open shard count. {counts}"
        )));
    }
    Ok(())
}

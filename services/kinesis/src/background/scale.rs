//! Streams on demand grow: when they refuse records they get twice as many shards, once in a
//! quarter of an hour.

use crate::address::Address;
use crate::limits::{ON_DEMAND_MOST_SHARDS, ON_DEMAND_PAUSE};
use crate::shard::split_shard::moment;
use crate::stream::Found;
use crate::stream::row;
use haneul_pipeline::{AwsError, Cx, Edge};
use haneul_runtime::timer::Timer;
use serde_json::json;

pub const SCALE: &str = "scale";

fn may_grow(found: &Found, now: i64) -> bool {
    let stream = &found.stream;
    stream.on_demand
        && stream.status(now) == "ACTIVE"
        && now - stream.grown >= ON_DEMAND_PAUSE
        && stream.open().count() * 2 <= ON_DEMAND_MOST_SHARDS
}

/// Has the stream grow if it may.
pub async fn grow(edge: &Edge, found: &Found, now: i64) -> Result<(), AwsError> {
    if !may_grow(found, now) {
        return Ok(());
    }
    let (account, name) = (&found.address.account, &found.address.name);
    let set = edge.transact(|cx| {
        let id = format!("kinesis scale {:016x}", found.stream.id);
        let payload = json!({"account": account, "name": name});
        cx.timer(cx.now(), &id, &format!("kinesis/{SCALE}"), payload)
    });
    set.await
}

pub fn scale(cx: &mut Cx, timer: &Timer) -> Result<(), AwsError> {
    let text = |member: &str| {
        timer.payload[member]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    };
    let address = Address {
        account: text("account"),
        name: text("name"),
    };
    let now = cx.now().as_microsecond();
    let Some(found) = row::find(cx, &address)?.filter(|found| may_grow(found, now)) else {
        return Ok(());
    };
    let mut stream = found.stream.clone();
    stream.grown = now;
    stream.double(moment(cx));
    for shard in found.stream.open() {
        cx.tx.notify(stream.channel(shard.number));
    }
    row::put_busy(cx, &found, stream)
}

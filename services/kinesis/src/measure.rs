//! What CloudWatch is told of streams.

use crate::record::put::Fate;
use crate::stream::Found;
use crate::stream::row::shard_id;
use haneul_pipeline::{Cloud, Cx, Edge, Measure};
use haneul_store::Scope;
use std::collections::BTreeMap;

const fn measure(name: &'static str, unit: &'static str) -> Measure {
    by(name, &["StreamName"], unit)
}

const fn by(
    name: &'static str,
    dimensions: &'static [&'static str],
    unit: &'static str,
) -> Measure {
    Measure {
        principal: "kinesis.amazonaws.com",
        namespace: "AWS/Kinesis",
        name,
        dimensions,
        unit,
        followed: false,
    }
}

static INCOMING_BYTES: Measure = measure("IncomingBytes", "Bytes");
static INCOMING_RECORDS: Measure = measure("IncomingRecords", "Count");
static ONE_BYTES: Measure = measure("PutRecord.Bytes", "Bytes");
static ONE_SUCCESS: Measure = measure("PutRecord.Success", "Count");
static MANY_BYTES: Measure = measure("PutRecords.Bytes", "Bytes");
static MANY_SUCCESS: Measure = measure("PutRecords.Success", "Count");
static MANY_TOTAL: Measure = measure("PutRecords.TotalRecords", "Count");
static MANY_TAKEN: Measure = measure("PutRecords.SuccessfulRecords", "Count");
static MANY_FAILED: Measure = measure("PutRecords.FailedRecords", "Count");
static MANY_THROTTLED: Measure = measure("PutRecords.ThrottledRecords", "Count");
static WRITE_THROTTLED: Measure = measure("WriteProvisionedThroughputExceeded", "Count");
static GOT_BYTES: Measure = measure("GetRecords.Bytes", "Bytes");
static GOT_RECORDS: Measure = measure("GetRecords.Records", "Count");
static GOT_SUCCESS: Measure = measure("GetRecords.Success", "Count");
static GOT_AGE: Measure = measure("GetRecords.IteratorAgeMilliseconds", "Milliseconds");
static READ_THROTTLED: Measure = measure("ReadProvisionedThroughputExceeded", "Count");

const SHARD: &[&str] = &["StreamName", "ShardId"];
const CONSUMER: &[&str] = &["StreamName", "ConsumerName"];

/// Of a shard, where the stream wants them.
static SHARD_IN_BYTES: Measure = by("IncomingBytes", SHARD, "Bytes");
static SHARD_IN_RECORDS: Measure = by("IncomingRecords", SHARD, "Count");
static SHARD_OUT_BYTES: Measure = by("OutgoingBytes", SHARD, "Bytes");
static SHARD_OUT_RECORDS: Measure = by("OutgoingRecords", SHARD, "Count");
static SHARD_AGE: Measure = by("IteratorAgeMilliseconds", SHARD, "Milliseconds");
static SHARD_NOT_READ: Measure = by("ReadProvisionedThroughputExceeded", SHARD, "Count");
static SHARD_NOT_WRITTEN: Measure = by("WriteProvisionedThroughputExceeded", SHARD, "Count");

static SUBSCRIBED: Measure = by("SubscribeToShard.Success", CONSUMER, "Count");
static EVENT_SUCCESS: Measure = by("SubscribeToShardEvent.Success", CONSUMER, "Count");
static EVENT_BYTES: Measure = by("SubscribeToShardEvent.Bytes", CONSUMER, "Bytes");
static EVENT_RECORDS: Measure = by("SubscribeToShardEvent.Records", CONSUMER, "Count");
static EVENT_BEHIND: Measure = by(
    "SubscribeToShardEvent.MillisBehindLatest",
    CONSUMER,
    "Milliseconds",
);

fn count(cloud: &Cloud, scope: Scope<'_>, found: &Found, counted: &[(&'static Measure, f64)]) {
    let now = cloud.clock.now();
    let name = [found.address.name.as_str()];
    cloud.measures.count_all(counted, scope, &name, now);
}

/// Each record with its size and what became of it.
pub fn put(edge: &Edge, found: &Found, sizes: &[usize], fates: &[Fate]) {
    let call = &edge.call;
    let scope = Scope::new(&call.partition, &found.address.account, &call.region);
    let all = fates.len() as f64;
    let mut taken = 0.0;
    let mut bytes = 0.0;
    for (size, fate) in sizes.iter().zip(fates) {
        if let Fate::Put { .. } = fate {
            taken += 1.0;
            bytes += *size as f64;
        }
    }
    let some = f64::from(u8::from(taken > 0.0));
    let common = [
        (&INCOMING_BYTES, bytes),
        (&INCOMING_RECORDS, taken),
        (&WRITE_THROTTLED, all - taken),
    ];
    count(&edge.cloud, scope, found, &common);
    match call.operation {
        "PutRecord" => {
            let one = [(&ONE_BYTES, bytes), (&ONE_SUCCESS, some)];
            count(&edge.cloud, scope, found, &one);
        }
        _ => {
            let many = [
                (&MANY_BYTES, bytes),
                (&MANY_SUCCESS, some),
                (&MANY_TOTAL, all),
                (&MANY_TAKEN, taken),
                (&MANY_FAILED, 0.0),
                (&MANY_THROTTLED, all - taken),
            ];
            count(&edge.cloud, scope, found, &many);
        }
    }
}

/// Of single shards, those that were asked for.
fn count_shard(
    cloud: &Cloud,
    scope: Scope<'_>,
    found: &Found,
    shard: u32,
    counted: &[(&'static Measure, f64)],
) {
    let wanted = &found.stream.metrics;
    let is_wanted = |(measure, _): &(&'static Measure, f64)| {
        let mut names = wanted.iter();
        names.any(|name| name == measure.name)
    };
    let counted: Vec<_> = counted.iter().copied().filter(is_wanted).collect();
    if !counted.is_empty() {
        let (now, id) = (cloud.clock.now(), shard_id(shard));
        let values = [found.address.name.as_str(), id.as_str()];
        cloud.measures.count_all(&counted, scope, &values, now);
    }
}

/// The same put by its shards, to each of which a record would go or went.
pub fn put_to_shards(
    edge: &Edge,
    found: &Found,
    records: impl Iterator<Item = (u32, usize)>,
    fates: &[Fate],
) {
    let call = &edge.call;
    let scope = Scope::new(&call.partition, &found.address.account, &call.region);
    let mut shards: BTreeMap<u32, [f64; 3]> = BTreeMap::new();
    for ((shard, size), fate) in records.zip(fates) {
        let [bytes, taken, refused] = shards.entry(shard).or_default();
        match fate {
            Fate::Put { .. } => (*bytes, *taken) = (*bytes + size as f64, *taken + 1.0),
            Fate::Refused { .. } => *refused += 1.0,
        }
    }
    for (shard, [bytes, taken, refused]) in shards {
        let counted = [
            (&SHARD_IN_BYTES, bytes),
            (&SHARD_IN_RECORDS, taken),
            (&SHARD_NOT_WRITTEN, refused),
        ];
        count_shard(&edge.cloud, scope, found, shard, &counted);
    }
}

pub fn got(cx: &Cx, found: &Found, shard: u32, (records, bytes): (usize, usize), behind: i64) {
    let counted = [
        (&GOT_BYTES, bytes as f64),
        (&GOT_RECORDS, records as f64),
        (&GOT_SUCCESS, 1.0),
        (&GOT_AGE, behind as f64),
        (&READ_THROTTLED, 0.0),
    ];
    count(cx.cloud, found.scope(cx), found, &counted);
    let counted = [
        (&SHARD_OUT_BYTES, bytes as f64),
        (&SHARD_OUT_RECORDS, records as f64),
        (&SHARD_AGE, behind as f64),
        (&SHARD_NOT_READ, 0.0),
    ];
    count_shard(cx.cloud, found.scope(cx), found, shard, &counted);
}

pub fn not_got(cx: &Cx, found: &Found, shard: u32) {
    let counted = [(&GOT_SUCCESS, 0.0), (&READ_THROTTLED, 1.0)];
    count(cx.cloud, found.scope(cx), found, &counted);
    count_shard(
        cx.cloud,
        found.scope(cx),
        found,
        shard,
        &[(&SHARD_NOT_READ, 1.0)],
    );
}

pub fn subscribed(cx: &Cx, found: &Found, consumer: &str) {
    let values = [found.address.name.as_str(), consumer];
    cx.measure(found.scope(cx), &values, &[(&SUBSCRIBED, 1.0)]);
}

/// An event of a subscription.
pub fn told(
    cx: &Cx,
    found: &Found,
    (consumer, shard): (&str, u32),
    (records, bytes): (usize, usize),
    behind: i64,
) {
    let counted = [
        (&EVENT_SUCCESS, 1.0),
        (&EVENT_BYTES, bytes as f64),
        (&EVENT_RECORDS, records as f64),
        (&EVENT_BEHIND, behind as f64),
    ];
    let values = [found.address.name.as_str(), consumer];
    cx.measure(found.scope(cx), &values, &counted);
    let counted = [
        (&SHARD_OUT_BYTES, bytes as f64),
        (&SHARD_OUT_RECORDS, records as f64),
    ];
    count_shard(cx.cloud, found.scope(cx), found, shard, &counted);
}

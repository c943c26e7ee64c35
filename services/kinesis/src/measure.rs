//! What CloudWatch is told of streams.

use crate::record::put::Fate;
use crate::stream::Found;
use haneul_pipeline::{Cloud, Cx, Edge, Measure};
use haneul_store::Scope;

const fn measure(name: &'static str, unit: &'static str) -> Measure {
    Measure {
        principal: "kinesis.amazonaws.com",
        namespace: "AWS/Kinesis",
        name,
        dimensions: &["StreamName"],
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

pub fn got(cx: &Cx, found: &Found, records: usize, bytes: usize, behind: i64) {
    let counted = [
        (&GOT_BYTES, bytes as f64),
        (&GOT_RECORDS, records as f64),
        (&GOT_SUCCESS, 1.0),
        (&GOT_AGE, behind as f64),
        (&READ_THROTTLED, 0.0),
    ];
    count(cx.cloud, found.scope(cx), found, &counted);
}

pub fn not_got(cx: &Cx, found: &Found) {
    let counted = [(&GOT_SUCCESS, 0.0), (&READ_THROTTLED, 1.0)];
    count(cx.cloud, found.scope(cx), found, &counted);
}

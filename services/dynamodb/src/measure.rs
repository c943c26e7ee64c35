//! What CloudWatch is told of tables.

use crate::item::capacity::{Side, Spent};
use crate::replica::stamp::Stamp;
use crate::stream::access::Name;
use crate::table::Found;
use crate::table::row::Table;
use haneul_model::Value;
use haneul_pipeline::{AwsError, Call, Cloud, Cx, Done, Measure};
use haneul_store::Scope;

pub const NAMESPACE: &str = "AWS/DynamoDB";

const fn measure(
    name: &'static str,
    dimensions: &'static [&'static str],
    unit: &'static str,
) -> Measure {
    Measure {
        principal: "dynamodb.amazonaws.com",
        namespace: NAMESPACE,
        name,
        dimensions,
        unit,
        followed: false,
    }
}

/// Tables that are used are remembered for some hours.
const fn followed(name: &'static str) -> Measure {
    Measure {
        followed: true,
        ..measure(name, TABLE, "Count")
    }
}

const ACCOUNT: &[&str] = &[];
const TABLE: &[&str] = &["TableName"];
const OPERATION: &[&str] = &["TableName", "Operation"];
const INDEX: &[&str] = &["TableName", "GlobalSecondaryIndexName"];

static READ: Measure = followed("ConsumedReadCapacityUnits");
static WRITTEN: Measure = followed("ConsumedWriteCapacityUnits");
static INDEX_READ: Measure = measure("ConsumedReadCapacityUnits", INDEX, "Count");
static INDEX_WRITTEN: Measure = measure("ConsumedWriteCapacityUnits", INDEX, "Count");
static READ_THROTTLED: Measure = measure("ReadThrottleEvents", TABLE, "Count");
static WRITE_THROTTLED: Measure = measure("WriteThrottleEvents", TABLE, "Count");
static THROTTLED: Measure = measure("ThrottledRequests", OPERATION, "Count");
static PROVIDED_READS: Measure = measure("ProvisionedReadCapacityUnits", TABLE, "Count");
static PROVIDED_WRITES: Measure = measure("ProvisionedWriteCapacityUnits", TABLE, "Count");
static INDEX_READS: Measure = measure("ProvisionedReadCapacityUnits", INDEX, "Count");
static INDEX_WRITES: Measure = measure("ProvisionedWriteCapacityUnits", INDEX, "Count");
static LATENCY: Measure = measure("SuccessfulRequestLatency", OPERATION, "Milliseconds");
static RETURNED: Measure = measure("ReturnedItemCount", OPERATION, "Count");
static SYSTEM_ERRORS: Measure = measure("SystemErrors", OPERATION, "Count");
static USER_ERRORS: Measure = measure("UserErrors", ACCOUNT, "Count");
static CONDITION_FAILED: Measure = measure("ConditionalCheckFailedRequests", TABLE, "Count");
static CONFLICT: Measure = measure("TransactionConflict", TABLE, "Count");
static EXPIRED: Measure = measure("TimeToLiveDeletedItemCount", TABLE, "Count");
static PROGRESS: Measure = measure("OnlineIndexPercentageProgress", INDEX, "Percent");

const OF_STREAM: &[&str] = &["TableName", "StreamLabel", "Operation"];
static STREAM_BYTES: Measure = measure("ReturnedBytes", OF_STREAM, "Bytes");
static STREAM_RECORDS: Measure = measure("ReturnedRecordsCount", OF_STREAM, "Count");

const REPLICA: &[&str] = &["TableName", "ReceivingRegion"];
static LATE: Measure = measure("ReplicationLatency", REPLICA, "Milliseconds");

fn count(cx: &Cx, found: &Found, measure: &'static Measure, values: &[&str], value: f64) {
    let (measures, scope) = (&cx.cloud.measures, found.scope(cx));
    measures.count(measure, scope, values, (value, 1.0), cx.now());
}

pub fn spent(cx: &Cx, found: &Found, side: Side, spent: &Spent, throttled: bool) {
    let name = found.address.name.as_str();
    if throttled {
        let measure = match side {
            Side::Read => &READ_THROTTLED,
            Side::Write => &WRITE_THROTTLED,
        };
        count(cx, found, measure, &[name], 1.0);
        count(cx, found, &THROTTLED, &[name, cx.call.operation], 1.0);
        return;
    }
    let (of_table, of_index) = match side {
        Side::Read => (&READ, &INDEX_READ),
        Side::Write => (&WRITTEN, &INDEX_WRITTEN),
    };
    let mut own = spent.table;
    for (number, units) in &spent.indexes {
        let indexes = &found.table.indexes;
        match indexes.iter().find(|index| index.number == *number) {
            Some(index) if !index.is_local => {
                count(cx, found, of_index, &[name, &index.name], *units);
            }
            // Local indexes live on the capacity of the table.
            _ => own += units,
        }
    }
    if own > 0.0 || spent.indexes.is_empty() {
        count(cx, found, of_table, &[name], own);
    }
}

/// A transaction met another one at an item.
pub fn conflict(cx: &Cx, found: &Found) {
    count(cx, found, &CONFLICT, &[&found.address.name], 1.0);
}

pub fn expired(cx: &Cx, found: &Found) {
    count(cx, found, &EXPIRED, &[&found.address.name], 1.0);
}

/// How much of a table is in an index that is made.
pub fn progress(cx: &Cx, found: &Found, index: &str, percent: f64) {
    let names = [found.address.name.as_str(), index];
    count(cx, found, &PROGRESS, &names, percent);
}

/// What a reader of a stream was given.
pub fn streamed(cx: &Cx, stream: &Name, records: usize, bytes: i64) {
    let values = [stream.address.name.as_str(), &stream.label, "GetRecords"];
    let counted = [
        (&STREAM_BYTES, bytes as f64),
        (&STREAM_RECORDS, records as f64),
    ];
    cx.measure(stream.scope(cx), &values, &counted);
}

/// How long a change took from the replica where it was made; its Region is told.
pub fn replicated(cx: &Cx, found: &Found, stamp: &Stamp) {
    let took = (cx.now().as_microsecond() - stamp.at).max(0) as f64 / 1e3;
    let account = &found.address.account;
    let scope = Scope::new(cx.partition(), account, &stamp.region);
    cx.measure(scope, &[&found.address.name, cx.region()], &[(&LATE, took)]);
}

/// What a table is provisioned with at this moment.
pub fn provisioned(cloud: &Cloud, scope: Scope<'_>, table: &Table) {
    let (measures, now) = (&cloud.measures, cloud.clock.now());
    let capacity = &table.billing.capacity;
    let units = [
        (&PROVIDED_READS, capacity.reads as f64),
        (&PROVIDED_WRITES, capacity.writes as f64),
    ];
    measures.count_all(&units, scope, &[&table.name], now);
    for index in table.indexes.iter().filter(|index| !index.is_local) {
        let units = [
            (&INDEX_READS, index.capacity.reads as f64),
            (&INDEX_WRITES, index.capacity.writes as f64),
        ];
        measures.count_all(&units, scope, &[&table.name, &index.name], now);
    }
}

/// What came of a call.
pub fn done(cloud: &Cloud, done: &Done<'_>) {
    let is_about_items = crate::access::IS_ABOUT_ITEMS.contains(&done.call.operation);
    match done.outcome {
        Ok(reply) if is_about_items => {
            let took = rounded(done.took.as_secs_f64() * 1e3);
            let returned = match done.call.operation {
                "Query" | "Scan" => reply.value.get("Count").and_then(Value::as_int),
                _ => None,
            };
            each_table(done, |name| {
                count_of(cloud, done.call, &LATENCY, name, true, took);
                if let Some(returned) = returned.filter(|returned| *returned > 0) {
                    count_of(cloud, done.call, &RETURNED, name, true, returned as f64);
                }
            });
        }
        Ok(_) => {}
        Err(error) => refused(cloud, done, error, is_about_items),
    }
}

fn refused(cloud: &Cloud, done: &Done<'_>, error: &AwsError, is_about_items: bool) {
    let call = done.call;
    match error.code.as_ref() {
        "ConditionalCheckFailedException" => each_table(done, |name| {
            count_of(cloud, call, &CONDITION_FAILED, name, false, 1.0);
        }),
        // Counted where they are made.
        "ProvisionedThroughputExceededException" | "ThrottlingException" => {}
        _ if error.status_in(None) >= 500 => {
            if is_about_items {
                each_table(done, |name| {
                    count_of(cloud, call, &SYSTEM_ERRORS, name, true, 1.0);
                });
            }
        }
        _ => {
            let scope = Scope::new(&call.partition, &call.account, &call.region);
            let one = (1.0, 1.0);
            cloud
                .measures
                .count(&USER_ERRORS, scope, &[], one, call.now);
        }
    }
}

fn count_of(
    cloud: &Cloud,
    call: &Call,
    measure: &'static Measure,
    table: &str,
    by_operation: bool,
    value: f64,
) {
    let (account, name) = owner(call, table);
    let scope = Scope::new(&call.partition, account, &call.region);
    let values = [name, call.operation];
    let values = match by_operation {
        true => &values[..],
        false => &values[..1],
    };
    cloud
        .measures
        .count(measure, scope, values, (value, 1.0), call.now);
}

/// Whose table it is, and how it is called, by its name or its ARN.
fn owner<'a>(call: &'a Call, table: &'a str) -> (&'a str, &'a str) {
    let of_arn = || {
        let mut parts = table.strip_prefix("arn:")?.splitn(5, ':');
        let account = parts.nth(3)?;
        let name = parts.next()?.strip_prefix("table/")?;
        Some((account, name.split('/').next()?))
    };
    of_arn().unwrap_or((&call.account, table))
}

/// The tables that a call names, each once. Statements name theirs within themselves.
fn each_table<'d>(done: &Done<'d>, mut each: impl FnMut(&str)) {
    let input: &'d Value = done.input;
    if let Some(name) = input.str("TableName") {
        return each(name);
    }
    if let Some(Value::Map(requests)) = input.get("RequestItems") {
        return requests.iter().for_each(|(name, _)| each(name));
    }
    let mut named: Vec<&str> = Vec::new();
    let steps = input.get("TransactItems").and_then(Value::as_list);
    for step in steps.unwrap_or_default() {
        let kinds = ["Get", "Put", "Update", "Delete", "ConditionCheck"];
        let step = kinds.into_iter().find_map(|kind| step.get(kind));
        if let Some(name) = step.and_then(|step| step.str("TableName")) {
            if !named.contains(&name) {
                named.push(name);
                each(name);
            }
        }
    }
}

/// Two digits of it: so many different values of a minute are kept.
fn rounded(value: f64) -> f64 {
    let scale = 10f64.powf(value.max(1e-3).log10().floor() - 1.0);
    (value / scale).round() * scale
}

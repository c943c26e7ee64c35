//! Items: durable writes against the store's own, reads against the HTTP server alone, queries of a
//! large collection against those of a small one.

use super::sqs_send::text;
use crate::Options;
use crate::client::Call;
use crate::load::Load;
use crate::report::Report;
use crate::rounds::{Side, against_store, compare};
use crate::stage::{BATCH, Stage};
use serde_json::{Value, json};
use std::time::Duration;

const PUT_BAR: f64 = 0.50;
const GET_BAR: f64 = 0.35;
/// Counted in items.
const TRANSACT_BAR: f64 = 0.30;
const TRANSACTED: u64 = 10;
const QUERY_BAR: f64 = 0.90;
const CONNECTIONS: usize = 64;
const SIZE: usize = 1024;
/// Collections that queries go to in turn, and what a query gives back.
const COLLECTIONS: u64 = 4;
pub(super) const PAGE: usize = 100;
const LARGE: usize = 25_000;

pub(super) fn call<'c>(operation: &str, input: &Value) -> Call<'c> {
    Call::json("dynamodb", &format!("DynamoDB_20120810.{operation}"), input)
}

/// A cloud with a table.
pub(super) fn begin(options: &Options, sorted: bool) -> Result<Stage, String> {
    let stage = Stage::new(options, "dynamodb:*")?;
    let mut schema = vec![json!({ "AttributeName": "id", "KeyType": "HASH" })];
    let mut attributes = vec![json!({ "AttributeName": "id", "AttributeType": "S" })];
    if sorted {
        schema.push(json!({ "AttributeName": "n", "KeyType": "RANGE" }));
        attributes.push(json!({ "AttributeName": "n", "AttributeType": "N" }));
    }
    let table = json!({
        "TableName": "bench", "BillingMode": "PAY_PER_REQUEST",
        "KeySchema": schema, "AttributeDefinitions": attributes,
    });
    stage.send(&call("CreateTable", &table))?;
    let look = call("DescribeTable", &json!({ "TableName": "bench" }));
    while !stage.send(&look)?.contains("\"ACTIVE\"") {
        std::thread::sleep(Duration::from_millis(100));
    }
    Ok(stage)
}

/// A thousand calls and a few: one partition key has only so much capacity, so each has its own.
pub(super) fn load(
    stage: &Stage,
    options: &Options,
    operation: &str,
    input: impl Fn(u64) -> Value,
) -> Result<Load, String> {
    let call = |nth| call(operation, &input(nth));
    stage.prepared(options, (CONNECTIONS, BATCH), call)
}

fn item(nth: u64) -> Value {
    json!({ "id": { "S": format!("item-{nth}") }, "data": { "S": text(nth % BATCH) } })
}

/// PutItem of 1 KiB.
pub fn put(options: &Options) -> Result<Report, String> {
    let stage = begin(options, false)?;
    let load = load(&stage, options, "PutItem", put_input)?;
    let mut report = Report::new(
        "dynamo-put",
        format!("durable PutItem of 1 KiB, signed by an IAM user, {CONNECTIONS} connections"),
    );
    let place = (stage.dir(), PUT_BAR);
    against_store(&mut report, "/s", options, place, || stage.sample(&load))?;
    Ok(report)
}

fn put_input(nth: u64) -> Value {
    json!({ "TableName": "bench", "Item": item(nth) })
}

/// TransactWriteItems of ten items of 1 KiB against PutItem, counted in items.
pub fn transact(options: &Options) -> Result<Report, String> {
    let stage = begin(options, false)?;
    let step = |nth| json!({ "Put": { "TableName": "bench", "Item": item(nth) } });
    let all = |nth| {
        let steps = (0..TRANSACTED).map(|n| step(n * BATCH + nth));
        json!({ "TransactItems": steps.collect::<Vec<_>>() })
    };
    let ours = load(&stage, options, "TransactWriteItems", all)?;
    let theirs = load(&stage, options, "PutItem", put_input)?;
    let mut report = Report::new(
        "dynamo-transact",
        format!(
            "durable TransactWriteItems of {TRANSACTED} items of 1 KiB, {CONNECTIONS} connections"
        ),
    );
    let sides = vec![
        Side::haneul("in transactions", TRANSACT_BAR, || {
            stage.carried(&ours, TRANSACTED as f64)
        }),
        Side::peer("by PutItem", || stage.sample(&theirs)),
    ];
    compare(&mut report, "items/s", options.rounds, sides)?;
    Ok(report)
}

/// GetItem of 1 KiB, of a thousand items in turn.
pub fn get(options: &Options) -> Result<Report, String> {
    let stage = begin(options, false)?;
    for nth in 0..BATCH {
        stage.send(&call("PutItem", &put_input(nth)))?;
    }
    let key = |nth| json!({ "id": { "S": format!("item-{nth}") } });
    let get = |nth| json!({ "TableName": "bench", "Key": key(nth) });
    let load = load(&stage, options, "GetItem", get)?;
    let report = Report::new(
        "dynamo-get",
        format!("GetItem of 1 KiB, signed by an IAM user, {CONNECTIONS} connections"),
    );
    stage.against_bare(report, "/s", options, (GET_BAR, SIZE), &load)
}

/// Query of a hundred items in the midst of a large collection, against all of a small one.
pub fn query(options: &Options) -> Result<Report, String> {
    let stage = begin(options, true)?;
    for nth in 0..COLLECTIONS {
        fill(&stage, &format!("small-{nth}"), PAGE)?;
        fill(&stage, &format!("large-{nth}"), LARGE)?;
    }
    let query = |name: &str, from: usize, nth: u64| {
        let values = json!({
            ":id": { "S": format!("{name}-{}", nth % COLLECTIONS) },
            ":from": { "N": from.to_string() },
        });
        json!({
            "TableName": "bench", "KeyConditionExpression": "id = :id AND n >= :from",
            "ExpressionAttributeValues": values, "Limit": PAGE,
        })
    };
    let large = load(&stage, options, "Query", |nth| {
        query("large", LARGE / 2, nth)
    })?;
    let small = load(&stage, options, "Query", |nth| query("small", 0, nth))?;
    let mut report = Report::new(
        "dynamo-query",
        format!("Query of {PAGE} items of {LARGE}, {CONNECTIONS} connections"),
    );
    let sides = vec![
        Side::haneul("of many", QUERY_BAR, || stage.sample(&large)),
        Side::peer("of as many as are asked for", || stage.sample(&small)),
    ];
    compare(&mut report, "/s", options.rounds, sides)?;
    Ok(report)
}

/// Items with nothing but their keys.
fn fill(stage: &Stage, name: &str, count: usize) -> Result<(), String> {
    let item = |n: usize| json!({ "id": { "S": name }, "n": { "N": n.to_string() } });
    put_all(stage, (0..count).map(item))
}

pub(super) fn put_all(stage: &Stage, items: impl IntoIterator<Item = Value>) -> Result<(), String> {
    let mut items = items.into_iter().peekable();
    while items.peek().is_some() {
        let puts = items.by_ref().take(25);
        let puts = puts.map(|item| json!({ "PutRequest": { "Item": item } }));
        let mut left = json!({ "bench": puts.collect::<Vec<Value>>() });
        // One key takes a thousand of them a second.
        while left.as_object().is_some_and(|left| !left.is_empty()) {
            let input = json!({ "RequestItems": left });
            let answer = stage.send(&call("BatchWriteItem", &input));
            match answer {
                Ok(answer) => {
                    let answer: Value =
                        serde_json::from_str(&answer).map_err(|e| format!("{e}: {answer}"))?;
                    left = answer["UnprocessedItems"].clone();
                }
                Err(error) if error.contains("Throttling") => {
                    std::thread::sleep(Duration::from_millis(50));
                }
                Err(error) => return Err(error),
            }
        }
    }
    Ok(())
}

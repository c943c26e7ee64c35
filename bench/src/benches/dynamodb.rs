//! Items: durable writes against the store's own, reads against the HTTP server alone, queries of a
//! large collection against those of a small one.

use super::identity::sample;
use super::sqs_send::text;
use crate::Options;
use crate::client::{Call, Keys};
use crate::cloud::{self, Cloud};
use crate::load::{Load, Request};
use crate::process::{Running, processor_seconds};
use crate::report::Report;
use crate::rounds::{Side, compare, peer_turn};
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

const PUT_BAR: f64 = 0.50;
const GET_BAR: f64 = 0.35;
const TRANSACT_BAR: f64 = 0.20;
const QUERY_BAR: f64 = 0.90;
const CONNECTIONS: usize = 64;
/// Items, each with a partition key of its own: one key has only so much capacity.
const BATCH: u64 = 1024;
const SIZE: usize = 1024;
/// Collections that queries go to in turn, and what a query gives back.
const COLLECTIONS: u64 = 4;
pub(super) const PAGE: usize = 100;
const LARGE: usize = 25_000;

/// A cloud with a table, whoever may use it, and the directory that it lies in.
pub(super) struct Stage {
    pub cloud: Cloud,
    keys: Keys,
    dir: tempfile::TempDir,
}

impl Stage {
    pub fn new(options: &Options, sorted: bool) -> Result<Stage, String> {
        let binary = cloud::binary(options)?;
        let dir = options.scratch()?;
        let cloud = Cloud::start(&binary, &dir.path().join("cloud"))?;
        let keys = cloud.user("bench", "dynamodb:*")?;
        let stage = Stage { cloud, keys, dir };
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
        stage.send("CreateTable", &table)?;
        let named = json!({ "TableName": "bench" });
        while !stage.send("DescribeTable", &named)?.contains("\"ACTIVE\"") {
            std::thread::sleep(Duration::from_millis(100));
        }
        Ok(stage)
    }

    /// Where the cloud has its data.
    pub fn data(&self) -> PathBuf {
        self.dir.path().join("cloud")
    }

    fn send(&self, operation: &str, input: &Value) -> Result<String, String> {
        let target = target(operation);
        Call::json("dynamodb", &target, input).send(&self.keys, self.cloud.address)
    }

    /// Requests that are signed beforehand and sent in turn.
    pub fn load(
        &self,
        options: &Options,
        operation: &str,
        input: impl Fn(u64) -> Value,
    ) -> Result<Load, String> {
        let target = target(operation);
        let signed = |nth| {
            let call = Call::json("dynamodb", &target, &input(nth));
            call.signed_whole(&self.keys, self.cloud.address, nth)
        };
        let batch: Result<Vec<Request>, String> = (0..BATCH).map(signed).collect();
        let batch = batch?;
        Ok(Load {
            address: self.cloud.address,
            connections: CONNECTIONS,
            duration: options.turn(),
            source: Arc::new(move |nth| batch[(nth % BATCH) as usize].clone()),
        })
    }

    fn against_the_store(
        &self,
        options: &Options,
        mut report: Report,
        bar: f64,
        load: &Load,
    ) -> Result<Report, String> {
        let rows = self.dir.path().join("rows");
        let mut store = Running::start_self(&["store".as_ref(), rows.as_os_str()])?;
        store.line_after("ready")?;
        let seconds = options.turn().as_secs_f64();
        let sides = vec![
            Side::haneul("haneul", bar, || {
                sample(load, &|| self.cloud.processor_seconds())
            }),
            Side::peer("the store's own durable rows", || {
                peer_turn(&mut store, seconds)
            }),
        ];
        compare(&mut report, "/s", options.rounds, sides)?;
        report
            .notes
            .push("the store's rows are of 1 KiB, from 64 writers, on the same disk".to_owned());
        Ok(report)
    }
}

fn target(operation: &str) -> String {
    format!("DynamoDB_20120810.{operation}")
}

fn item(nth: u64) -> Value {
    json!({ "id": { "S": format!("item-{nth}") }, "data": { "S": text(nth % BATCH) } })
}

/// PutItem of 1 KiB.
pub fn put(options: &Options) -> Result<Report, String> {
    let stage = Stage::new(options, false)?;
    let put = |nth| json!({ "TableName": "bench", "Item": item(nth) });
    let load = stage.load(options, "PutItem", put)?;
    let report = Report::new(
        "dynamo-put",
        format!("durable PutItem of 1 KiB, signed by an IAM user, {CONNECTIONS} connections"),
    );
    stage.against_the_store(options, report, PUT_BAR, &load)
}

/// TransactWriteItems of two items of 1 KiB.
pub fn transact(options: &Options) -> Result<Report, String> {
    let stage = Stage::new(options, false)?;
    let step = |nth| json!({ "Put": { "TableName": "bench", "Item": item(nth) } });
    let both = |nth| json!({ "TransactItems": [step(nth), step(BATCH + nth)] });
    let load = stage.load(options, "TransactWriteItems", both)?;
    let report = Report::new(
        "dynamo-transact",
        format!("durable TransactWriteItems of two items of 1 KiB, {CONNECTIONS} connections"),
    );
    stage.against_the_store(options, report, TRANSACT_BAR, &load)
}

/// GetItem of 1 KiB, of a thousand items in turn.
pub fn get(options: &Options) -> Result<Report, String> {
    let stage = Stage::new(options, false)?;
    for nth in 0..BATCH {
        stage.send(
            "PutItem",
            &json!({ "TableName": "bench", "Item": item(nth) }),
        )?;
    }
    let mut bare = Running::start_self(&["http", &SIZE.to_string()])?;
    let bare_address: SocketAddr = bare
        .line_after("ready ")?
        .parse()
        .map_err(|e| format!("{e}"))?;
    let key = |nth| json!({ "id": { "S": format!("item-{nth}") } });
    let get = |nth| json!({ "TableName": "bench", "Key": key(nth) });
    let ours = stage.load(options, "GetItem", get)?;
    let theirs = Load {
        address: bare_address,
        source: ours.source.clone(),
        ..ours
    };
    let mut report = Report::new(
        "dynamo-get",
        format!("GetItem of 1 KiB, signed by an IAM user, {CONNECTIONS} connections"),
    );
    let sides = vec![
        Side::haneul("haneul", GET_BAR, || {
            sample(&ours, &|| stage.cloud.processor_seconds())
        }),
        Side::peer("bare hyper server", || {
            sample(&theirs, &|| processor_seconds(bare.id()))
        }),
    ];
    compare(&mut report, "/s", options.rounds, sides)?;
    report
        .notes
        .push("both sides are sent the same requests".to_owned());
    Ok(report)
}

/// Query of a hundred items in the midst of a large collection, against all of a small one.
pub fn query(options: &Options) -> Result<Report, String> {
    let stage = Stage::new(options, true)?;
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
    let large = stage.load(options, "Query", |nth| query("large", LARGE / 2, nth))?;
    let small = stage.load(options, "Query", |nth| query("small", 0, nth))?;
    let mut report = Report::new(
        "dynamo-query",
        format!("Query of {PAGE} items of {LARGE}, {CONNECTIONS} connections"),
    );
    let sides = vec![
        Side::haneul("of many", QUERY_BAR, || {
            sample(&large, &|| stage.cloud.processor_seconds())
        }),
        Side::peer("of as many as are asked for", || {
            sample(&small, &|| stage.cloud.processor_seconds())
        }),
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
            let answer = stage.send("BatchWriteItem", &json!({ "RequestItems": left }));
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

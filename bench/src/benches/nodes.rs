//! Nodes over PostgreSQL: what one does against the database alone and against the embedded store,
//! and what two do against one.

use super::identity::sample;
use crate::Options;
use crate::client::{Call, Keys};
use crate::cloud::{self, Cloud};
use crate::load::{Load, Request};
use crate::process::Running;
use crate::report::Report;
use crate::rounds::{Sample, Side, compare};
use haneul_testkit_postgres::Server;
use http::Method;
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::sync::Arc;

const CONNECTIONS: usize = 64;
/// Requests signed beforehand.
const BATCH: u64 = 1024;
const BODY: usize = 1024;
const FORM: &str = "Action=GetCallerIdentity&Version=2011-06-15";

/// SendMessage of 1 KiB through one node, against plain inserts of as many rows.
pub fn send(options: &Options) -> Result<Report, String> {
    let place = Place::new(options)?;
    let node = place.node("node")?;
    let keys = node.user("bench", "sqs:*")?;
    let load = sending(options, &node, &keys)?;
    let report = Report::new(
        "nodes-send",
        format!("durable SendMessage of 1 KiB through one node, {CONNECTIONS} connections"),
    );
    against_plain(options, &place, report, &node, load)
}

/// PutObject of 1 KiB through one node, against plain inserts of as many rows.
pub fn put(options: &Options) -> Result<Report, String> {
    let place = Place::new(options)?;
    let node = place.node("node")?;
    let keys = node.user("bench", "s3:*")?;
    putting("/bench-nodes", 0).send(&keys, node.address)?;
    let load = load(options, node.address, |nth| {
        putting(&format!("/bench-nodes/{nth}"), BODY).signed_whole(&keys, node.address, nth)
    })?;
    let report = Report::new(
        "nodes-put",
        format!("durable PutObject of 1 KiB through one node, {CONNECTIONS} connections"),
    );
    against_plain(options, &place, report, &node, load)
}

fn putting(path: &str, length: usize) -> Call<'_> {
    Call::with_body("s3", Method::PUT, path, vec![b'x'; length].into())
}

fn against_plain(
    options: &Options,
    place: &Place,
    mut report: Report,
    node: &Cloud,
    load: Load,
) -> Result<Report, String> {
    let mut plain = Running::start_self(&["postgres", &place.server.url("plain")])?;
    plain.line_after("ready")?;
    let seconds = options.turn().as_secs_f64();
    let sides = vec![
        Side::haneul("one node", 0.50, || {
            sample(&load, &|| node.processor_seconds())
        }),
        Side::peer("multi-row inserts", || {
            super::store_postgres::turn(&mut plain, seconds)
        }),
    ];
    compare(&mut report, "/s", options.rounds, sides)?;
    report.notes.push(
        "the inserts are of rows of 1 KiB, as many at a time as wait, into the same server"
            .to_owned(),
    );
    Ok(report)
}

/// GetCallerIdentity through a node, against the same over the embedded store.
pub fn identity(options: &Options) -> Result<Report, String> {
    let place = Place::new(options)?;
    let node = place.node("node")?;
    let alone = Cloud::start(&place.binary, &place.dir.path().join("alone"))?;
    let load_of = |cloud: &Cloud| -> Result<Load, String> {
        let keys = cloud.user("bench", "sts:GetCallerIdentity")?;
        load(options, cloud.address, |nth| {
            Call::query("sts", FORM).signed_whole(&keys, cloud.address, nth)
        })
    };
    let (over, embedded) = (load_of(&node)?, load_of(&alone)?);
    let mut report = Report::new(
        "nodes-identity",
        format!("GetCallerIdentity through a node, {CONNECTIONS} connections"),
    );
    let sides = vec![
        Side::haneul("over PostgreSQL", 0.80, || {
            sample(&over, &|| node.processor_seconds())
        }),
        Side::peer("embedded", || {
            sample(&embedded, &|| alone.processor_seconds())
        }),
    ];
    compare(&mut report, "calls/s", options.rounds, sides)?;
    Ok(report)
}

/// SendMessage through two nodes, half of the connections each, against all through one.
pub fn two(options: &Options) -> Result<Report, String> {
    let place = Place::new(options)?;
    let (first, second) = (place.node("first")?, place.node("second")?);
    let keys = first.user("bench", "sqs:*")?;
    let one = sending(options, &first, &keys)?;
    let half = |cloud: &Cloud| -> Result<Load, String> {
        let mut load = sending(options, cloud, &keys)?;
        load.connections = CONNECTIONS / 2;
        Ok(load)
    };
    let halves = [half(&first)?, half(&second)?];
    let processor = || Some(first.processor_seconds()? + second.processor_seconds()?);
    let mut report = Report::new(
        "nodes-two",
        format!("durable SendMessage of 1 KiB, {CONNECTIONS} connections, the same processors"),
    );
    let sides = vec![
        Side::haneul("through two nodes", 0.90, || {
            let [a, b] = &halves;
            let (a, b) = std::thread::scope(|scope| {
                let a = scope.spawn(|| sample(a, &|| None));
                let b = sample(b, &|| None);
                (a.join(), b)
            });
            let a = a.map_err(|_| "a load died".to_owned())??;
            Ok(Sample {
                rate: a.rate + b?.rate,
                besides: a.besides,
            })
        }),
        Side::peer("through one", || sample(&one, &processor)),
    ];
    compare(&mut report, "/s", options.rounds, sides)?;
    Ok(report)
}

/// A database of its own, and a directory.
struct Place {
    binary: std::path::PathBuf,
    dir: tempfile::TempDir,
    server: Server,
}

impl Place {
    fn new(options: &Options) -> Result<Place, String> {
        Ok(Place {
            binary: cloud::binary(options)?,
            dir: options.scratch()?,
            server: Server::try_start(Some(&options.disk()?))?,
        })
    }

    fn node(&self, name: &str) -> Result<Cloud, String> {
        let url = self.server.url("nodes");
        let blobs = self.dir.path().join("blobs");
        let blobs = blobs.to_str().ok_or("a directory that is not text")?;
        let more = ["--store", &url, "--node", name, "--blobs", blobs];
        Cloud::start_with(&self.binary, &self.dir.path().join(name), &more)
    }
}

fn sending(options: &Options, cloud: &Cloud, keys: &Keys) -> Result<Load, String> {
    let name = json!({ "QueueName": "bench" });
    let made = Call::json("sqs", "AmazonSQS.CreateQueue", &name).send(keys, cloud.address)?;
    let made: Value = serde_json::from_str(&made).map_err(|e| format!("{e}: {made}"))?;
    let queue = &made["QueueUrl"];
    load(options, cloud.address, |nth| {
        let message = json!({ "QueueUrl": queue, "MessageBody": super::sqs_send::text(nth) });
        let call = Call::json("sqs", "AmazonSQS.SendMessage", &message);
        call.signed_whole(keys, cloud.address, nth)
    })
}

fn load(
    options: &Options,
    address: SocketAddr,
    request: impl Fn(u64) -> Result<Request, String>,
) -> Result<Load, String> {
    let batch = (0..BATCH).map(request).collect::<Result<Vec<_>, _>>()?;
    Ok(Load {
        address,
        connections: CONNECTIONS,
        duration: options.turn(),
        source: Arc::new(move |nth| batch[(nth % BATCH) as usize].clone()),
    })
}

//! Nodes over PostgreSQL: what one does against the database alone and against the embedded store,
//! and what two do against one.

use crate::Options;
use crate::client::{Call, Keys};
use crate::cloud::{self, Cloud};
use crate::load::{Load, Request, again};
use crate::plain::Shape;
use crate::process::Running;
use crate::report::Report;
use crate::rounds::{Sample, Side, compare, peer_turn, sample};
use haneul_testkit_postgres::Server;
use http::Method;
use serde_json::{Value, json};
use std::net::SocketAddr;

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
    against_plain(options, &place, report, &node, load, u64::MAX)
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
    against_plain(options, &place, report, &node, load, BATCH)
}

fn putting(path: &str, length: usize) -> Call<'_> {
    Call::with_body("s3", Method::PUT, path, vec![b'x'; length].into())
}

/// `distinct`: after so many calls the same keys come again.
fn against_plain(
    options: &Options,
    place: &Place,
    mut report: Report,
    node: &Cloud,
    load: Load,
    distinct: u64,
) -> Result<Report, String> {
    let shape = shape(&place.server.url("nodes"), &load, distinct)?;
    let start = |schema: &str, shape: Shape| -> Result<Running, String> {
        let url = place.server.url(schema);
        let mut plain = Running::start_self(&["postgres", &url, &shape.to_string()])?;
        plain.line_after("ready")?;
        Ok(plain)
    };
    let mut one_row = start("one", Shape::default())?;
    let mut same_rows = start("same", shape)?;
    let seconds = options.turn().as_secs_f64();
    let sides = vec![
        Side::haneul("one node", 0.50, || {
            sample(&load, &|| node.processor_seconds())
        }),
        Side::peer("inserts of one row, all that wait", || {
            peer_turn(&mut one_row, seconds)
        }),
        Side::peer("inserts of the same rows, as many at a time", || {
            peer_turn(&mut same_rows, seconds)
        }),
    ];
    compare(&mut report, "/s", options.rounds, sides)?;
    report.notes.push(format!(
        "the node wrote {:.2} rows of {} bytes for each call, {} calls at a time, into the same server",
        shape.rows, shape.bytes, shape.together
    ));
    Ok(report)
}

/// What a node writes into the database for each call, by the database's own counts.
fn shape(url: &str, load: &Load, distinct: u64) -> Result<Shape, String> {
    let before = Written::by(url)?;
    let calls = load.run()?.requests as f64;
    let after = Written::by(url)?;
    let groups = after.log - before.log;
    let pages = after.pages - before.pages;
    let others = after.rows - before.rows - pages;
    let rows = others + pages + groups;
    let bytes = others * after.each + pages * after.each_page + groups * after.each_log;
    Ok(Shape {
        rows: rows / calls,
        bytes: (bytes / rows) as usize,
        together: (calls / groups).round().max(1.0) as usize,
        distinct: (distinct as f64 * rows / calls).min(u64::MAX as f64) as u64,
    })
}

/// Rows written since the database began, and the bytes of those that are there.
struct Written {
    rows: f64,
    /// Of them, pages of records of calls: each written once.
    pages: f64,
    /// Entries of the log, one a group.
    log: f64,
    each: f64,
    each_page: f64,
    each_log: f64,
}

impl Written {
    fn by(url: &str) -> Result<Written, String> {
        // The server counts with a delay of a second.
        std::thread::sleep(std::time::Duration::from_secs(2));
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build();
        let written = runtime.map_err(|e| e.to_string())?.block_on(counts(url));
        written.map_err(|e| e.to_string())
    }
}

async fn counts(url: &str) -> Result<Written, tokio_postgres::Error> {
    const COUNTS: &str = "WITH \
        s AS (SELECT relname, (n_tup_ins + n_tup_upd)::float8 AS n FROM pg_stat_user_tables WHERE schemaname = 'nodes'), \
        r AS (SELECT position('\\x0063616c6c7300'::bytea IN key) > 0 AS page, \
            length(key) + length(value) AS bytes FROM nodes.rows) \
        SELECT (SELECT n FROM s WHERE relname = 'rows'), \
        (SELECT count(*)::float8 FROM r WHERE page), \
        (SELECT n FROM s WHERE relname = 'log'), \
        (SELECT avg(bytes)::float8 FROM r WHERE NOT page), \
        (SELECT avg(bytes)::float8 FROM r WHERE page), \
        (SELECT avg(length(keys))::float8 FROM nodes.log)";
    let url = url.split('?').next().unwrap_or(url);
    let (client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls).await?;
    tokio::spawn(connection);
    let row = client.query_one(COUNTS, &[]).await?;
    let count = |place: usize| row.get::<_, Option<f64>>(place).unwrap_or_default();
    Ok(Written {
        rows: count(0),
        pages: count(1),
        log: count(2),
        each: count(3),
        each_page: count(4),
        each_log: count(5),
    })
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
    Ok(Load {
        address,
        connections: CONNECTIONS,
        duration: options.turn(),
        source: again(BATCH, request)?,
    })
}

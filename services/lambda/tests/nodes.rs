//! Two nodes over one database: one reads a queue for a function, and the other goes on when that stops.

haneul_compute::launcher_before_main!();

use base64::prelude::{BASE64_STANDARD, Engine};
use haneul_blob::Blobs;
use haneul_pipeline::{Caller, Cloud, Parts, Sandboxes, Settings, background};
use haneul_runtime::node::Node;
use haneul_runtime::{Random, host, level};
use haneul_store_postgres::PostgresConfig;
use haneul_testkit::packages::zip;
use haneul_testkit::{ACCOUNT, Client, REGION};
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinSet;

const CODE: &str = "
def handler(event, context):
    for record in event['Records']:
        print('SAW', record['body'], flush=True)
";
/// Of the host's time: a node that is silent is given up after some seconds.
const PATIENCE: u32 = 600;
const PAUSE: Duration = Duration::from_millis(200);

async fn node(url: &str, blobs: &Blobs, folder: &Path, number: u64) -> Client {
    let parts = Parts {
        store: haneul_store_postgres::open(&PostgresConfig::new(url)).unwrap(),
        blobs: blobs.clone(),
        random: Random::seeded(number),
        services: vec![
            Arc::new(haneul_iam::Iam),
            Arc::new(haneul_lambda::Lambda),
            Arc::new(haneul_logs::Logs),
            Arc::new(haneul_sqs::Sqs),
            Arc::new(haneul_sts::Sts),
        ],
        identity: Arc::new(haneul_iam::Directory::default()),
        reconcilers: Vec::new(),
        settings: Settings {
            sandboxes: Sandboxes {
                folder: Some(folder.join(number.to_string())),
                plain: true,
                ..Sandboxes::default()
            },
            ..Settings::default()
        },
        node: Some(Node {
            id: format!("node-{number}"),
            level: level::KNOWN,
            ..Node::default()
        }),
    };
    let cloud = Cloud::open(parts).await;
    Client {
        cloud: cloud.unwrap(),
        caller: Caller::root("aws", ACCOUNT, "AKIATESTROOT"),
        account: ACCOUNT.to_owned(),
        region: REGION.to_owned(),
    }
}

/// What a process does beside answering calls.
fn at_work(node: &Client) -> JoinSet<()> {
    let mut all = JoinSet::new();
    all.spawn(background::run(node.cloud.clone()));
    all.spawn(background::flush_loop(node.cloud.clone()));
    all.spawn(background::beat_loop(node.cloud.clone()));
    all
}

async fn until<T>(what: &str, look: impl AsyncFn() -> Option<T>) -> T {
    for _ in 0..PATIENCE {
        if let Some(found) = look().await {
            return found;
        }
        host::pause(PAUSE).await;
    }
    panic!("never {what}");
}

/// A role that may do anything, and a function that reads a queue as it; the mapping.
async fn set_up(one: &Client) -> Json {
    let trust = json!({"Version": "2012-10-17", "Statement": {"Effect": "Allow",
        "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}});
    let role = json!({"RoleName": "f", "AssumeRolePolicyDocument": trust.to_string()});
    one.must("iam", "CreateRole", role).await;
    let allow = json!({"Version": "2012-10-17", "Statement": {
        "Effect": "Allow", "Action": ["logs:*", "sqs:*"], "Resource": "*"}});
    let put = json!({"RoleName": "f", "PolicyName": "p", "PolicyDocument": allow.to_string()});
    one.must("iam", "PutRolePolicy", put).await;
    let package = BASE64_STANDARD.encode(zip(&[("a.py", CODE, 0o100_644)]));
    let made = json!({
        "FunctionName": "f", "Runtime": "python3.11", "Handler": "a.handler", "Timeout": 20,
        "MemorySize": 512, "Role": format!("arn:aws:iam::{ACCOUNT}:role/f"),
        "Code": {"ZipFile": package}
    });
    one.must("lambda", "CreateFunction", made).await;
    let queue = json!({"QueueName": "q", "Attributes": {"VisibilityTimeout": "30"}});
    one.must("sqs", "CreateQueue", queue).await;
    let queue = format!("arn:aws:sqs:{REGION}:{ACCOUNT}:q");
    let mapping = json!({"FunctionName": "f", "EventSourceArn": queue});
    let made = one
        .must("lambda", "CreateEventSourceMapping", mapping)
        .await;
    made["UUID"].clone()
}

async fn say(through: &Client, number: u32) {
    let input = json!({"QueueUrl": format!("http://localhost:4566/{ACCOUNT}/q"),
        "MessageBody": number.to_string()});
    through.must("sqs", "SendMessage", input).await;
}

/// How often each message was seen.
async fn seen(through: &Client) -> BTreeMap<u32, u32> {
    let input = json!({"logGroupName": "/aws/lambda/f", "filterPattern": "SAW"});
    let mut seen = BTreeMap::new();
    // It has not run before there is a log.
    let Ok(page) = through.call("logs", "FilterLogEvents", input).await else {
        return seen;
    };
    for event in page["events"].as_array().unwrap() {
        let text = event["message"].as_str().unwrap().trim_end();
        let number = text.strip_prefix("SAW ").unwrap().parse().unwrap();
        *seen.entry(number).or_default() += 1;
    }
    seen
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lam_3_a_queue_is_read_on_when_the_node_that_reads_it_stops() {
    let url = haneul_testkit_postgres::fresh_schema();
    let (blobs, folder) = (Blobs::memory(), tempfile::tempdir().unwrap());
    let one = node(&url, &blobs, folder.path(), 1).await;
    let two = node(&url, &blobs, folder.path(), 2).await;
    let mut first = at_work(&one);
    let uuid = set_up(&one).await;
    until("enabled", async || {
        let got = two.must("lambda", "GetEventSourceMapping", json!({"UUID": uuid}));
        (got.await["State"] == "Enabled").then_some(())
    })
    .await;
    let _second = at_work(&two);
    for number in 0..20 {
        say(if number % 2 == 0 { &one } else { &two }, number).await;
    }
    let all = until("read", async || {
        Some(seen(&two).await).filter(|seen| seen.len() == 20)
    })
    .await;
    // Nobody else read them, too.
    assert!(all.values().all(|times| *times == 1), "{all:?}");
    one.cloud.stop();
    first.abort_all();
    for number in 20..30 {
        say(&two, number).await;
    }
    until("read by the other", async || {
        Some(seen(&two).await).filter(|seen| seen.len() == 30)
    })
    .await;
}

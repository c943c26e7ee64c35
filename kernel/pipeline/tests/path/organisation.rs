//! What an organisation says of the caller's account: asked once, kept while its rows stand still,
//! and binding also for a call that was decided just before they moved.

use crate::probe::{GLOBAL, Note};
use bytes::Bytes;
use futures_util::FutureExt;
use haneul_blob::Blobs;
use haneul_model::Value;
use haneul_pipeline::{
    AwsError, Cloud, Cx, Door, Membership, Organisations, Parts, RawBody, Registered, Request,
    Service, Settings, handle, state,
};
use haneul_policy::{Policy, PolicyKind, Source};
use haneul_runtime::node::Node;
use haneul_runtime::{Random, host, level};
use haneul_signature::{PayloadHash, Signer};
use haneul_store::{KeyRange, Span, Store, Table, Tx};
use haneul_testkit::NoIdentity;
use http::{HeaderMap, Method};
use http_body_util::BodyExt;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

static CAPS: Table<u64, Note> = Table::new("probe_cap");
static NOTES: Table<u64, Note> = Table::new("probe_capped_note");

/// How often it was asked about an account.
#[derive(Default)]
struct Asked(AtomicUsize);

struct Capped(Arc<Asked>);

impl Service for Capped {
    fn model(&self) -> &'static str {
        "sqs"
    }

    fn operations(&self) -> Vec<Registered> {
        vec![Registered {
            name: "CreateQueue",
            handler: state(create),
        }]
    }

    fn organisations(&self) -> Option<Arc<dyn Organisations>> {
        Some(self.0.clone())
    }
}

/// A queue of the name `late` is made while somebody else forbids it.
fn create(cx: &mut Cx, input: Value) -> Result<Value, AwsError> {
    NOTES.put(cx.tx, GLOBAL, &1_u64, &Note("made".to_owned()))?;
    if input.str("QueueName") == Some("late") {
        let forbidden = cx.cloud.store.transact(|tx| {
            CAPS.put(tx, GLOBAL, &1_u64, &Note("forbidden".to_owned()))?;
            Ok::<_, AwsError>(())
        });
        forbidden
            .now_or_never()
            .expect("a store in memory never waits")?;
    }
    Ok(Value::Struct(Vec::new()))
}

impl Organisations for Asked {
    fn version(&self, store: &Store) -> u64 {
        store.watermark(&CAPS.prefix(GLOBAL).unwrap())
    }

    fn place(&self) -> Result<KeyRange, AwsError> {
        Ok(KeyRange::prefix(CAPS.prefix(GLOBAL)?))
    }

    fn any(&self, _: &mut Tx) -> Result<bool, AwsError> {
        Ok(true)
    }

    fn membership(&self, tx: &mut Tx, _: &str, _: &str) -> Result<Option<Membership>, AwsError> {
        self.0.fetch_add(1, Ordering::Relaxed);
        let forbidden = !CAPS.scan(tx, GLOBAL, Span::all(), 1, false)?.is_empty();
        let effect = if forbidden { "Deny" } else { "Allow" };
        let text = format!(
            r#"{{"Version": "2012-10-17", "Statement": {{"Effect": "{effect}", "Action": "*", "Resource": "*"}}}}"#
        );
        let policy = Policy::parse(&text, PolicyKind::ServiceControl).unwrap();
        let id = "p".to_owned();
        Ok(Some(Membership {
            organisation: "o-aaaaaaaaaa".to_owned(),
            service_control: vec![vec![Source { policy, id }]],
            ..Membership::default()
        }))
    }

    fn guards(&self, _: &str) -> bool {
        false
    }
}

async fn cloud(asked: &Arc<Asked>, node: Option<Node>) -> Cloud {
    let cloud = Cloud::open(Parts {
        store: Store::memory(),
        blobs: Blobs::memory(),
        random: Random::seeded(1),
        services: vec![Arc::new(Capped(asked.clone()))],
        identity: Arc::new(NoIdentity),
        reconcilers: Vec::new(),
        settings: Settings::default(),
        node,
    });
    cloud.await.unwrap()
}

async fn make(cloud: &Cloud, queue: &str) -> u16 {
    let body = format!(r#"{{"QueueName": "{queue}"}}"#);
    let mut headers = HeaderMap::new();
    headers.insert("host", "localhost:4566".parse().unwrap());
    headers.insert("x-amz-target", "AmazonSQS.CreateQueue".parse().unwrap());
    let json = "application/x-amz-json-1.0".parse().unwrap();
    headers.insert("content-type", json);
    let signer = Signer::new("111122223333", "any", "us-east-1", "sqs", host::now());
    let payload = PayloadHash::Sha256(haneul_signature::sha256_hex(body.as_bytes()));
    haneul_signature::sign_headers(&signer, &Method::POST, "/", "", &mut headers, &payload)
        .unwrap();
    let body = http_body_util::Full::new(Bytes::from(body)).map_err(Into::into);
    let request = Request {
        method: Method::POST,
        path: "/".to_owned(),
        query: String::new(),
        headers,
        authority: None,
        body: RawBody::new(body),
        peer: None,
        door: Door {
            loopback: true,
            secure: false,
        },
    };
    handle(cloud, request).await.status
}

#[tokio::test]
async fn it_is_asked_again_only_when_its_rows_have_changed() {
    let asked = Arc::new(Asked::default());
    let cloud = cloud(&asked, None).await;
    for _ in 0..5 {
        assert_eq!(make(&cloud, "early").await, 200);
    }
    assert_eq!(asked.0.load(Ordering::Relaxed), 1);
    // Root, and bound nevertheless.
    assert_eq!(make(&cloud, "late").await, 200);
    assert_eq!(make(&cloud, "early").await, 403);
    assert_eq!(asked.0.load(Ordering::Relaxed), 2);
}

#[tokio::test]
async fn a_call_that_begins_behind_depends_on_what_it_was_allowed_by() {
    let asked = Arc::new(Asked::default());
    let node = Node {
        id: "node-1".to_owned(),
        level: level::KNOWN,
        ..Node::default()
    };
    let cloud = cloud(&asked, Some(node)).await;
    assert_eq!(make(&cloud, "early").await, 200);
    assert_eq!(make(&cloud, "late").await, 403);
}

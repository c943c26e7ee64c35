//! A service that notes what is done to it: SQS's model, three operations of its own.

use haneul_model::Value;
use haneul_pipeline::background::workflow::{self, Step, Workflow};
use haneul_pipeline::{AwsError, Check, Cx, Registered, Service, TimerHandler, edge, state};
use haneul_runtime::outbox::{Extra, Outgoing};
use haneul_runtime::timer::Timer;
use haneul_store::{Scope, Span, Stored, Table};
use haneul_testkit::{NoIdentity, TestCloud};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::sync::Arc;

pub static NOTES: Table<u64, Note> = Table::new("probe_note");

pub const GLOBAL: Scope<'static> = Scope {
    partition: "",
    account: "",
    region: "",
};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Note(pub String);

impl Stored for Note {
    const VERSION: u32 = 1;
}

pub struct Probe;

impl Service for Probe {
    fn model(&self) -> &'static str {
        "sqs"
    }

    fn operations(&self) -> Vec<Registered> {
        vec![
            Registered {
                name: "CreateQueue",
                handler: state(create),
            },
            Registered {
                name: "ListQueues",
                handler: state(|_: &mut Cx, _: Value| Ok(Value::Struct(Vec::new()))),
            },
            Registered {
                name: "PurgeQueue",
                handler: edge(|edge: haneul_pipeline::Edge, _: Value| async move {
                    edge.transact(|cx| note(cx, "purged")).await?;
                    Ok(Value::Struct(Vec::new()))
                }),
            },
        ]
    }

    fn checks(&self, cx: &mut Cx, _: &str, input: &Value) -> Result<Vec<Check>, AwsError> {
        let name = input.str("QueueName").unwrap_or("*");
        Ok(vec![Check::new(cx.arn("sqs", name))])
    }

    fn timers(&self) -> Vec<(&'static str, TimerHandler)> {
        vec![
            ("note", on_note),
            ("fail", on_fail),
            ("refused", on_refused),
        ]
    }
}

/// The queue's name says what happens.
fn create(cx: &mut Cx, input: Value) -> Result<Value, AwsError> {
    let name = input.str("QueueName").unwrap_or_default().to_owned();
    note(cx, &format!("created {name}"))?;
    let now = cx.now();
    match name.split_once('-') {
        Some(("after", seconds)) => {
            let seconds: i64 = seconds.parse().unwrap_or_default();
            let at = now + jiff::SignedDuration::from_secs(seconds);
            cx.timer(at, &name, "sqs/note", json!({ "text": name }))?;
        }
        Some(("fail", _)) => cx.timer(now, &name, "sqs/fail", json!({}))?,
        Some(("send", to)) => cx.send(&outgoing(to))?,
        Some(("flow", end)) => {
            workflow::start(cx, &FLOW, &name, json!({ "end": end }))?;
        }
        _ => {}
    }
    Ok(Value::Struct(Vec::new()))
}

fn outgoing(to: &str) -> Outgoing {
    Outgoing {
        principal: "sns.amazonaws.com".into(),
        source_arn: "arn:aws:sns:us-east-1:111122223333:topic".into(),
        source_account: "111122223333".into(),
        as_root: false,
        as_role: None,
        partition: "aws".into(),
        account: "111122223333".into(),
        region: "us-east-1".into(),
        service: "sqs".into(),
        operation: to.into(),
        input: json!({ "QueueName": "delivered" }),
        attempts: 0,
        give_up_after: 3,
        on_refusal: Some("sqs/refused".into()),
        extra: Extra::default(),
    }
}

static FLOW: Workflow = Workflow {
    name: "sqs/flow",
    steps: &[
        Step {
            name: "first",
            run: |cx, _| note(cx, "first done"),
            undo: |cx, _| note(cx, "first undone"),
        },
        Step {
            name: "second",
            run: |cx, state| match state["end"].as_str() {
                Some("bad") => Err(AwsError::new("Broken", "the second step")),
                _ => note(cx, "second done"),
            },
            undo: |cx, _| note(cx, "second undone"),
        },
    ],
};

fn on_note(cx: &mut Cx, timer: &Timer) -> Result<(), AwsError> {
    let text = timer.payload["text"].as_str().unwrap_or_default();
    let text = format!("{text} at {}", cx.now().as_second());
    note(cx, &text)
}

fn on_fail(_: &mut Cx, _: &Timer) -> Result<(), AwsError> {
    Err(AwsError::new("Broken", "always"))
}

fn on_refused(cx: &mut Cx, timer: &Timer) -> Result<(), AwsError> {
    let text = format!(
        "refused {} after {}",
        timer.payload["errorCode"].as_str().unwrap_or_default(),
        timer.payload["attempts"]
    );
    note(cx, &text)
}

fn note(cx: &mut Cx, text: &str) -> Result<(), AwsError> {
    let last = NOTES.scan(cx.tx, GLOBAL, Span::all(), 1, true)?;
    let next = last.first().map_or(0, |(n, _)| n + 1);
    Ok(NOTES.put(cx.tx, GLOBAL, &next, &Note(text.to_owned()))?)
}

pub async fn cloud() -> TestCloud {
    TestCloud::new(vec![Arc::new(Probe)], Arc::new(NoIdentity)).await
}

pub fn notes(cloud: &TestCloud) -> Vec<String> {
    let rows = cloud
        .cloud
        .store
        .read::<_, AwsError>(|tx| Ok(NOTES.scan(tx, GLOBAL, Span::all(), 1_000, false)?));
    rows.unwrap().into_iter().map(|(_, note)| note.0).collect()
}

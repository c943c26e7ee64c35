//! A message through a queue must cost the same whatever else the queue holds, and what it holds
//! must not fill the memory.

use super::sqs_cycle::Work;
use crate::Options;
use crate::client::Call;
use crate::cloud::{self, Cloud};
use crate::load::{Load, again};
use crate::process;
use crate::report::{Figure, Report};
use crate::rounds::{Side, compare};
use serde_json::{Value, json};
use std::time::Duration;

/// Within a fifth.
const BAR: f64 = 0.80;
const CONNECTIONS: usize = 64;
const BATCH: u64 = 10;
const BATCHES: u64 = 256;

pub fn run(options: &Options) -> Result<Report, String> {
    let binary = cloud::binary(options)?;
    let dir = options.scratch()?;
    let cloud = Cloud::start(&binary, dir.path())?;
    let shallow = Work::of(&cloud, options)?;
    let deep = shallow.beside(&cloud, "deep")?;
    let before = process::memory(cloud.process.id());
    let held = fill(&cloud, &deep, options.objects)?;
    let after = process::memory(cloud.process.id());
    let mut report = Report::new(
        "sqs-deep",
        format!("messages sent, received and deleted in a queue that holds {held} others"),
    );
    let sides = vec![
        Side::haneul("a deep queue", BAR, || deep.turn(&cloud, 1, 1.0)),
        Side::peer("an empty queue", || shallow.turn(&cloud, 1, 1.0)),
    ];
    compare(&mut report, "messages/s", options.rounds, sides)?;
    for (name, memory) in [("memory before", before), ("memory when filled", after)] {
        if let Some((proportional, _)) = memory {
            report
                .figures
                .push(Figure::new(name, "MB", vec![proportional]));
        }
    }
    Ok(report)
}

/// Sends at least so many messages; how many it were.
fn fill(cloud: &Cloud, work: &Work, messages: u64) -> Result<u64, String> {
    let entry = |n: u64| json!({ "Id": n.to_string(), "MessageBody": format!("message {n}") });
    let entries: Vec<Value> = (0..BATCH).map(entry).collect();
    let input = json!({ "QueueUrl": work.queue, "Entries": entries });
    let source = again(BATCHES, |nth| {
        let call = Call::json("sqs", "AmazonSQS.SendMessageBatch", &input);
        call.signed_whole(&work.keys, cloud.address, nth)
    })?;
    let load = Load {
        address: cloud.address,
        connections: CONNECTIONS,
        duration: Duration::from_millis(500),
        source,
    };
    let mut sent = 0;
    while sent < messages {
        sent += load.run()?.requests * BATCH;
    }
    Ok(sent)
}

//! What CloudWatch is told of queues.

use crate::queue::Found;
use haneul_pipeline::{Call, Cloud, Measure};
use haneul_store::Scope;

/// Of which queues CloudWatch is told: those that were used in the last hours.
pub const NAMESPACE: &str = "AWS/SQS";

const fn measure(name: &'static str, unit: &'static str, followed: bool) -> Measure {
    Measure {
        principal: "sqs.amazonaws.com",
        namespace: NAMESPACE,
        name,
        dimensions: &["QueueName"],
        unit,
        followed,
    }
}

static SENT: Measure = measure("NumberOfMessagesSent", "Count", true);
static SENT_SIZE: Measure = measure("SentMessageSize", "Bytes", false);
static RECEIVED: Measure = measure("NumberOfMessagesReceived", "Count", true);
static EMPTY: Measure = measure("NumberOfEmptyReceives", "Count", true);
static DELETED: Measure = measure("NumberOfMessagesDeleted", "Count", true);
static VISIBLE: Measure = measure("ApproximateNumberOfMessagesVisible", "Count", false);
static IN_FLIGHT: Measure = measure("ApproximateNumberOfMessagesNotVisible", "Count", false);
static OLDEST: Measure = measure("ApproximateAgeOfOldestMessage", "Seconds", false);
static DELAYED: Measure = measure("ApproximateNumberOfMessagesDelayed", "Count", false);

fn count(cloud: &Cloud, call: &Call, found: &Found, counted: &[(&'static Measure, f64)]) {
    let scope = Scope::new(&call.partition, &found.account, &call.region);
    let name = [found.queue.name.as_str()];
    cloud.measures.count_all(counted, scope, &name, call.now);
}

pub fn sent(cloud: &Cloud, call: &Call, found: &Found, size: usize) {
    count(
        cloud,
        call,
        found,
        &[(&SENT, 1.0), (&SENT_SIZE, size as f64)],
    );
}

pub fn deleted(cloud: &Cloud, call: &Call, found: &Found) {
    count(cloud, call, found, &[(&DELETED, 1.0)]);
}

pub fn received(cloud: &Cloud, call: &Call, found: &Found, many: usize) {
    match many {
        0 => count(cloud, call, found, &[(&EMPTY, 1.0)]),
        _ => count(cloud, call, found, &[(&RECEIVED, many as f64)]),
    }
}

/// How many messages there are in a queue at this moment, and how old the oldest is.
pub fn held(cloud: &Cloud, scope: Scope<'_>, name: &str, counts: crate::queue::count::Counts) {
    let now = cloud.clock.now();
    let age = counts.oldest.map_or(0, |sent| now.as_microsecond() - sent);
    let counted = [
        (&OLDEST, age.max(0) as f64 / 1e6),
        (&VISIBLE, counts.visible as f64),
        (&IN_FLIGHT, counts.in_flight as f64),
        (&DELAYED, counts.delayed as f64),
    ];
    cloud.measures.count_all(&counted, scope, &[name], now);
}

//! What CloudWatch is told of topics.

use crate::arn::TopicArn;
use crate::publishing::Message;
use crate::topic::Found;
use haneul_pipeline::{Cloud, Cx, Measure};
use haneul_runtime::outbox::Outgoing;
use haneul_store::Scope;

const fn measure(name: &'static str, unit: &'static str) -> Measure {
    Measure {
        principal: "sns.amazonaws.com",
        namespace: "AWS/SNS",
        name,
        dimensions: &["TopicName"],
        unit,
        followed: false,
    }
}

static PUBLISHED: Measure = measure("NumberOfMessagesPublished", "Count");
static FILTERED_OUT: Measure = measure("NumberOfNotificationsFilteredOut", "Count");
static DELIVERED: Measure = measure("NumberOfNotificationsDelivered", "Count");
static FAILED: Measure = measure("NumberOfNotificationsFailed", "Count");
static SIZE: Measure = measure("PublishSize", "Bytes");

pub fn published(cx: &Cx, found: &Found, message: &Message) {
    let scope = cx.scope_of(&found.at.account, cx.region());
    let measured = [(&PUBLISHED, 1.0), (&SIZE, message.default.len() as f64)];
    cx.measure(scope, &[&found.at.name], &measured);
}

/// A subscription's filter does not let a message through.
pub fn filtered_out(cx: &Cx, found: &Found) {
    let scope = cx.scope_of(&found.at.account, cx.region());
    cx.measure(scope, &[&found.at.name], &[(&FILTERED_OUT, 1.0)]);
}

/// A notification came to its endpoint.
pub fn delivered(cloud: &Cloud, call: &Outgoing) {
    let parts: Vec<&str> = call.source_arn.split(':').collect();
    if let [_, partition, "sns", region, account, name, ..] = parts[..] {
        let scope = Scope::new(partition, account, region);
        let (one, now) = ((1.0, 1.0), cloud.clock.now());
        cloud.measures.count(&DELIVERED, scope, &[name], one, now);
    }
}

/// The same where nothing waits for it: what leaves the cloud is there at once.
pub fn delivered_at_once(cx: &Cx, found: &Found) {
    let scope = cx.scope_of(&found.at.account, cx.region());
    cx.measure(scope, &[&found.at.name], &[(&DELIVERED, 1.0)]);
}

/// A notification was given up.
pub fn failed(cx: &Cx, at: &TopicArn) {
    let scope = cx.scope_of(&at.account, &at.region);
    cx.measure(scope, &[&at.name], &[(&FAILED, 1.0)]);
}

//! What CloudWatch is told of topics.

use crate::publishing::Message;
use crate::topic::Found;
use haneul_pipeline::{Cx, Measure};

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
static SIZE: Measure = measure("PublishSize", "Bytes");

pub fn published(cx: &Cx, found: &Found, message: &Message) {
    let scope = cx.scope_of(&found.at.account, cx.region());
    let name = [found.at.name.as_str()];
    for (measure, value) in [(&PUBLISHED, 1.0), (&SIZE, message.default.len() as f64)] {
        cx.cloud
            .measures
            .count(measure, scope, &name, (value, 1.0), cx.now());
    }
}

//! What CloudWatch is told of log groups.

use crate::event::chunk::Event;
use crate::limits::EVENT_OVERHEAD;
use crate::subscription::row::Subscription;
use crate::subscription::send::Memo;
use crate::subscription::target::Kind;
use haneul_pipeline::{Cx, Measure};

const fn measure(
    name: &'static str,
    unit: &'static str,
    dimensions: &'static [&'static str],
) -> Measure {
    Measure {
        principal: "logs.amazonaws.com",
        namespace: "AWS/Logs",
        name,
        dimensions,
        unit,
        followed: false,
    }
}

const GROUP: &[&str] = &["LogGroupName"];
const FORWARDED: &[&str] = &["LogGroupName", "DestinationType", "FilterName"];

static ALL_EVENTS: Measure = measure("IncomingLogEvents", "Count", &[]);
static ALL_BYTES: Measure = measure("IncomingBytes", "Bytes", &[]);
static EVENTS: Measure = measure("IncomingLogEvents", "Count", GROUP);
static BYTES: Measure = measure("IncomingBytes", "Bytes", GROUP);
static FORWARDED_EVENTS: Measure = measure("ForwardedLogEvents", "Count", FORWARDED);
static FORWARDED_BYTES: Measure = measure("ForwardedBytes", "Bytes", FORWARDED);
static UNREAD: Measure = measure("EMFParsingErrors", "None", GROUP);
static INVALID: Measure = measure("EMFValidationErrors", "None", GROUP);
static UNDELIVERED: Measure = measure("DeliveryErrors", "None", FORWARDED);

pub fn put(cx: &Cx, group: &str, events: &[Event]) {
    let sizes = events.iter().map(|e| e.message.len() + EVENT_OVERHEAD);
    let (count, bytes) = (events.len() as f64, sizes.sum::<usize>() as f64);
    let scope = cx.scope();
    cx.measure(scope, &[], &[(&ALL_EVENTS, count), (&ALL_BYTES, bytes)]);
    cx.measure(scope, &[group], &[(&EVENTS, count), (&BYTES, bytes)]);
}

/// Of metrics in events: documents that are none, and definitions that say what may not be.
pub fn embedded(cx: &Cx, group: &str, unread: usize, invalid: usize) {
    for (measure, count) in [(&UNREAD, unread), (&INVALID, invalid)] {
        if count > 0 {
            cx.measure(cx.scope(), &[group], &[(measure, count as f64)]);
        }
    }
}

/// What a subscription has sent on, compressed as it is.
pub fn forwarded(
    cx: &Cx,
    group: &str,
    subscription: &Subscription,
    kind: Kind,
    (events, bytes): (usize, usize),
) {
    let values = [group, kind.shown(), &subscription.name];
    let measured = [
        (&FORWARDED_EVENTS, events as f64),
        (&FORWARDED_BYTES, bytes as f64),
    ];
    cx.measure(cx.scope(), &values, &measured);
}

/// Events that a destination did not take, in the end.
pub fn undelivered(cx: &Cx, memo: &Memo) {
    let values = [memo.group.as_str(), &memo.kind, &memo.filter];
    let scope = cx.scope_of(cx.account(), &memo.region);
    cx.measure(scope, &values, &[(&UNDELIVERED, memo.events as f64)]);
}

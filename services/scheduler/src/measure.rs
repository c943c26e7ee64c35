//! What CloudWatch is told of schedules.

use crate::delivery::{PRINCIPAL, UNHEARD};
use haneul_pipeline::{Cloud, Cx, Measure};
use haneul_runtime::outbox::Outgoing;
use haneul_runtime::timer::Timer;
use haneul_store::Scope;
use serde_json::Value as Json;

const fn measure(name: &'static str, dimensions: &'static [&'static str]) -> Measure {
    Measure {
        principal: PRINCIPAL,
        namespace: "AWS/Scheduler",
        name,
        dimensions,
        unit: "Count",
        followed: false,
    }
}

/// One number: of all schedules, and of those of a group.
pub struct Kind {
    all: Measure,
    group: Measure,
}

const fn kind(name: &'static str) -> Kind {
    Kind {
        all: measure(name, &[]),
        group: measure(name, &["ScheduleGroup"]),
    }
}

pub static INVOCATIONS: Kind = kind("InvocationAttemptCount");
static ERRORS: Kind = kind("TargetErrorCount");
static THROTTLED: Kind = kind("TargetErrorThrottledCount");
static DROPPED: Kind = kind("InvocationDroppedCount");
static DEAD_LETTERS: Kind = kind("InvocationsSentToDeadLetterCount");
static LOST_LETTERS: Kind = kind("InvocationsFailedToBeSentToDeadLetterCount");

pub fn count(cx: &Cx, region: &str, group: &str, kind: &'static Kind, times: u32) {
    let scope = cx.scope_of(cx.account(), region);
    count_at(cx.cloud, scope, group, kind, times);
}

fn count_at(cloud: &Cloud, scope: Scope<'_>, group: &str, kind: &'static Kind, times: u32) {
    let (value, now) = ((1.0, f64::from(times)), cloud.clock.now());
    if times > 0 {
        let measures = &cloud.measures;
        measures.count(&kind.all, scope, &[], value, now);
        measures.count(&kind.group, scope, &[group], value, now);
    }
}

/// Where a group is, by its ARN: its account, its Region and its name.
fn place(arn: &str) -> (&str, &str, &str) {
    let mut parts = arn.split(':').skip(3);
    let region = parts.next().unwrap_or_default();
    let account = parts.next().unwrap_or_default();
    (account, region, arn.rsplit('/').next().unwrap_or_default())
}

/// A call came to its target, or a letter to its queue: after so many tries.
pub fn delivered(cloud: &Cloud, call: &Outgoing) {
    let (account, region, group) = place(&call.source_arn);
    let scope = Scope::new(&call.partition, account, region);
    if call.on_refusal.as_deref() == Some(UNHEARD) {
        return count_at(cloud, scope, group, &DEAD_LETTERS, 1);
    }
    let failed = call.attempts.saturating_sub(1);
    count_at(cloud, scope, group, &INVOCATIONS, failed);
    count_at(cloud, scope, group, &ERRORS, failed);
}

/// A call was given up. The source is the group's ARN.
pub fn given_up(cx: &Cx, timer: &Timer) {
    let told = &timer.payload;
    let (_, region, group) = place(told["sourceArn"].as_str().unwrap_or_default());
    let attempts = told["attempts"].as_u64().unwrap_or(1) as u32;
    count(cx, region, group, &INVOCATIONS, attempts.saturating_sub(1));
    count(cx, region, group, &ERRORS, attempts);
    if told["errorStatus"].as_u64() == Some(429) || is_throttling(told) {
        count(cx, region, group, &THROTTLED, 1);
    }
    count(cx, region, group, &DROPPED, 1);
}

fn is_throttling(told: &Json) -> bool {
    let code = told["errorCode"].as_str().unwrap_or_default();
    code.contains("Throttl") || code.contains("TooManyRequests")
}

/// Nor came the letter.
pub fn unheard(cx: &Cx, timer: &Timer) {
    let source = timer.payload["sourceArn"].as_str().unwrap_or_default();
    let (_, region, group) = place(source);
    count(cx, region, group, &LOST_LETTERS, 1);
}

//! What CloudWatch is told of schedules.

use crate::delivery::PRINCIPAL;
use haneul_pipeline::{Cx, Measure};
use haneul_runtime::timer::Timer;

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
static DROPPED: Kind = kind("InvocationDroppedCount");
static DEAD_LETTERS: Kind = kind("InvocationsSentToDeadLetterCount");

pub fn count(cx: &Cx, region: &str, group: &str, kind: &'static Kind) {
    let scope = cx.scope_of(cx.account(), region);
    cx.measure(scope, &[], &[(&kind.all, 1.0)]);
    cx.measure(scope, &[group], &[(&kind.group, 1.0)]);
}

/// A call was given up; whether somebody hears of it. The source is the group's ARN.
pub fn given_up(cx: &Cx, timer: &Timer, has_letter: bool) {
    let source = timer.payload["sourceArn"].as_str().unwrap_or_default();
    let region = source.split(':').nth(3).unwrap_or_default();
    let group = source.rsplit('/').next().unwrap_or_default();
    count(cx, region, group, &DROPPED);
    if has_letter {
        count(cx, region, group, &DEAD_LETTERS);
    }
}

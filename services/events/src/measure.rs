//! What CloudWatch is told of rules.

use crate::delivery::{PRINCIPAL, Refused};
use crate::place::Place;
use haneul_pipeline::{Cx, Measure};

const fn measure(name: &'static str, dimensions: &'static [&'static str]) -> Measure {
    Measure {
        principal: PRINCIPAL,
        namespace: "AWS/Events",
        name,
        dimensions,
        unit: "Count",
        followed: false,
    }
}

/// One number: of all rules, of each of the default bus, and of each of another bus.
pub struct Kind {
    all: Measure,
    rule: Measure,
    of_bus: Measure,
}

const fn kind(name: &'static str) -> Kind {
    Kind {
        all: measure(name, &[]),
        rule: measure(name, &["RuleName"]),
        of_bus: measure(name, &["EventBusName", "RuleName"]),
    }
}

pub static MATCHED: Kind = kind("MatchedEvents");
pub static TRIGGERED: Kind = kind("TriggeredRules");
pub static INVOCATIONS: Kind = kind("Invocations");
pub static FAILED: Kind = kind("FailedInvocations");
pub static SENT_TO_DLQ: Kind = kind("InvocationsSentToDlq");

/// Once more, for a rule.
pub fn count(cx: &Cx, place: &Place, rule: &str, kind: &'static Kind) {
    of_all(cx, place, kind);
    of_rule(cx, place, rule, kind);
}

pub fn of_all(cx: &Cx, place: &Place, kind: &'static Kind) {
    cx.measure(place.scope(), &[], &[(&kind.all, 1.0)]);
}

pub fn of_rule(cx: &Cx, place: &Place, rule: &str, kind: &'static Kind) {
    let scope = place.scope();
    match place.is_default() {
        true => cx.measure(scope, &[rule], &[(&kind.rule, 1.0)]),
        false => cx.measure(scope, &[&place.name, rule], &[(&kind.of_bus, 1.0)]),
    }
}

/// Of a delivery that was given up.
pub fn failed(cx: &Cx, refused: &Refused, kind: &'static Kind) {
    let place = Place {
        name: refused.bus.clone(),
        region: refused.region.clone(),
        ..Place::of(cx, None)
    };
    count(cx, &place, &refused.rule, kind);
}

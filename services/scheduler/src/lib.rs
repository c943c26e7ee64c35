#![doc = include_str!("../README.md")]

mod access;
mod delivery;
mod errors;
mod group;
mod limits;
mod measure;
mod place;
mod schedule;
mod tag;
mod target;
mod token;

include!(concat!(env!("OUT_DIR"), "/service.rs"));

use haneul_model::{Value, Violation, validate};
use haneul_pipeline::{AwsError, Call, Check, Cloud, Cx, Registered, Service, TimerHandler};
use haneul_runtime::outbox::Outgoing;

/// Amazon EventBridge Scheduler.
pub struct Scheduler;

impl Service for Scheduler {
    fn model(&self) -> &'static str {
        "scheduler"
    }

    fn operations(&self) -> Vec<Registered> {
        operations()
    }

    fn checks(&self, cx: &mut Cx, operation: &str, input: &Value) -> Result<Vec<Check>, AwsError> {
        access::checks(cx, operation, input)
    }

    fn invalid(&self, violations: &[Violation]) -> AwsError {
        errors::invalid(validate::message(violations))
    }

    fn denied(&self, _call: &Call, message: String) -> AwsError {
        errors::denied(message)
    }

    fn delivered(&self, cloud: &Cloud, call: &Outgoing) {
        measure::delivered(cloud, call);
    }

    fn timers(&self) -> Vec<(&'static str, TimerHandler)> {
        vec![
            (schedule::DUE, schedule::due),
            (delivery::UNDELIVERED, delivery::undelivered),
            (delivery::GIVEN_UP, delivery::given_up),
            (delivery::LOST, delivery::lost),
            (token::FORGET, token::forget),
            (group::EMPTY, group::empty),
        ]
    }
}

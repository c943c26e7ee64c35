#![doc = include_str!("../README.md")]

mod access;
mod action;
mod activity;
mod errors;
mod place;
mod policy;
mod tag;
mod target;

include!(concat!(env!("OUT_DIR"), "/service.rs"));

use haneul_model::{Value, Violation, validate};
use haneul_pipeline::{
    AwsError, Call, Check, Cx, ErrandHandler, Registered, Scaled, Service, TimerHandler,
};
use haneul_store::{Scope, Tx};

/// Application Auto Scaling.
pub struct ApplicationAutoScaling;

impl Service for ApplicationAutoScaling {
    fn model(&self) -> &'static str {
        "application-autoscaling"
    }

    fn operations(&self) -> Vec<Registered> {
        operations()
    }

    fn checks(&self, cx: &mut Cx, operation: &str, input: &Value) -> Result<Vec<Check>, AwsError> {
        access::checks(cx, operation, input)
    }

    fn scales(&self, tx: &mut Tx, scope: Scope<'_>, scaled: Scaled<'_>) -> Result<bool, AwsError> {
        policy::scales(tx, scope, scaled)
    }

    fn invalid(&self, violations: &[Violation]) -> AwsError {
        errors::invalid(validate::message(violations))
    }

    fn denied(&self, _call: &Call, message: String) -> AwsError {
        AwsError::new("AccessDeniedException", message).status(400)
    }

    fn timers(&self) -> Vec<(&'static str, TimerHandler)> {
        vec![
            (policy::LOOK, policy::look_timer),
            (action::DUE, action::due_timer),
            (activity::FAILED, activity::failed_timer),
        ]
    }

    fn errands(&self) -> Vec<(&'static str, ErrandHandler)> {
        vec![(activity::SCALE, activity::scale)]
    }
}

#![doc = include_str!("../README.md")]

mod access;
mod errors;
mod events;
mod expiry;
mod keys;
mod label;
mod limits;
mod names;
mod parameter;
mod policy;
mod setting;
mod tag;

include!(concat!(env!("OUT_DIR"), "/service.rs"));

use haneul_model::{Value, Violation};
use haneul_pipeline::{AwsError, Call, Check, Cx, Registered, Service, TimerHandler};

/// AWS Systems Manager: Parameter Store.
pub struct Ssm;

impl Service for Ssm {
    fn model(&self) -> &'static str {
        "ssm"
    }

    fn operations(&self) -> Vec<Registered> {
        operations()
    }

    fn checks(&self, cx: &mut Cx, operation: &str, input: &Value) -> Result<Vec<Check>, AwsError> {
        access::checks(cx, operation, input)
    }

    fn invalid(&self, violations: &[Violation]) -> AwsError {
        errors::violation(violations)
    }

    fn denied(&self, _call: &Call, message: String) -> AwsError {
        errors::denied(message)
    }

    fn timers(&self) -> Vec<(&'static str, TimerHandler)> {
        vec![(expiry::DUE, expiry::due)]
    }
}

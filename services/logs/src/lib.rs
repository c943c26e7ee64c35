#![doc = include_str!("../README.md")]

mod access;
mod background;
mod destination;
mod errors;
mod event;
mod filters;
mod group;
mod limits;
mod metric;
mod page;
mod place;
mod policy;
mod stream;
mod subscription;
mod tag;

include!(concat!(env!("OUT_DIR"), "/service.rs"));

use haneul_model::Value;
use haneul_model::validate::Violation;
use haneul_pipeline::{AwsError, Call, Check, Cx, Reconciler, Registered, Service, TimerHandler};

/// Amazon CloudWatch Logs.
pub struct Logs;

impl Service for Logs {
    fn model(&self) -> &'static str {
        "logs"
    }

    fn operations(&self) -> Vec<Registered> {
        operations()
    }

    fn checks(&self, cx: &mut Cx, operation: &str, input: &Value) -> Result<Vec<Check>, AwsError> {
        access::checks(cx, operation, input)
    }

    fn invalid(&self, violations: &[Violation]) -> AwsError {
        errors::parameter(haneul_model::validate::message(violations))
    }

    fn denied(&self, _call: &Call, message: String) -> AwsError {
        AwsError::new("AccessDeniedException", message).status(400)
    }

    fn timers(&self) -> Vec<(&'static str, TimerHandler)> {
        vec![(background::EMPTY, background::empty)]
    }

    fn reconcilers(&self) -> Vec<Reconciler> {
        vec![background::expire()]
    }
}

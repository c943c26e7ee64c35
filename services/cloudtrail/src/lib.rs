#![doc = include_str!("../README.md")]

mod delivery;
mod digest;
mod errors;
mod history;
mod name;
mod selector;
mod trail;
mod wanted;

include!(concat!(env!("OUT_DIR"), "/service.rs"));

use haneul_model::{Value, Violation, validate};
use haneul_pipeline::trail::Trails;
use haneul_pipeline::{AwsError, Call, Check, Cx, Reconciler, Registered, Service};
use std::sync::Arc;

/// AWS CloudTrail.
pub struct CloudTrail;

impl Service for CloudTrail {
    fn model(&self) -> &'static str {
        "cloudtrail"
    }

    fn operations(&self) -> Vec<Registered> {
        operations()
    }

    /// What is not about one trail is about everything.
    fn checks(&self, cx: &mut Cx, operation: &str, input: &Value) -> Result<Vec<Check>, AwsError> {
        trail::checks(cx, operation, input)
    }

    fn trails(&self) -> Option<Arc<dyn Trails>> {
        Some(Arc::new(wanted::Wanted::default()))
    }

    fn invalid(&self, violations: &[Violation]) -> AwsError {
        errors::invalid(validate::message(violations))
    }

    fn denied(&self, _call: &Call, message: String) -> AwsError {
        errors::denied(message)
    }

    fn reconcilers(&self) -> Vec<Reconciler> {
        vec![delivery::reconciler(), digest::reconciler()]
    }
}

#![doc = include_str!("../README.md")]

mod access;
mod alias;
mod code;
mod concurrency;
mod errors;
mod event_config;
mod function;
mod layer;
mod limits;
mod names;
mod permission;
mod settings;
mod signing;
mod tag;
mod url;
mod usage;
mod version;

include!(concat!(env!("OUT_DIR"), "/service.rs"));

use haneul_model::{Value, Violation};
use haneul_pipeline::{AwsError, Call, Check, Cx, Reconciler, Registered, Service};

/// As which functions are run, and roles are assumed.
const PRINCIPAL: &str = "lambda.amazonaws.com";

/// AWS Lambda.
pub struct Lambda;

impl Service for Lambda {
    fn model(&self) -> &'static str {
        "lambda"
    }

    fn operations(&self) -> Vec<Registered> {
        operations()
    }

    fn checks(&self, cx: &mut Cx, operation: &str, input: &Value) -> Result<Vec<Check>, AwsError> {
        access::checks(cx, operation, input)
    }

    fn invalid(&self, violations: &[Violation]) -> AwsError {
        access::invalid(violations)
    }

    fn denied(&self, _call: &Call, message: String) -> AwsError {
        errors::denied(message)
    }

    fn reconcilers(&self) -> Vec<Reconciler> {
        code::reconcilers()
    }
}

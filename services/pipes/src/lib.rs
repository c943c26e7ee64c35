#![doc = include_str!("../README.md")]

mod access;
mod errors;
mod flow;
mod limits;
mod measure;
mod pipe;
mod tag;
mod violations;

include!(concat!(env!("OUT_DIR"), "/service.rs"));

use haneul_model::{Value, Violation};
use haneul_pipeline::{AwsError, Call, Check, Cx, ErrandHandler, Registered, Service};

/// Amazon EventBridge Pipes.
pub struct Pipes;

impl Service for Pipes {
    fn model(&self) -> &'static str {
        "pipes"
    }

    fn operations(&self) -> Vec<Registered> {
        operations()
    }

    fn checks(&self, cx: &mut Cx, operation: &str, input: &Value) -> Result<Vec<Check>, AwsError> {
        access::checks(cx, operation, input)
    }

    fn invalid(&self, violations: &[Violation]) -> AwsError {
        errors::invalid(violations::message(violations))
    }

    fn denied(&self, _call: &Call, message: String) -> AwsError {
        errors::denied(message)
    }

    fn errands(&self) -> Vec<(&'static str, ErrandHandler)> {
        vec![(flow::FLOW, flow::flow), (flow::FLOW_OUT, flow::flow)]
    }

    fn outward_errands(&self) -> &'static [&'static str] {
        &[flow::FLOW_OUT]
    }
}

#![doc = include_str!("../README.md")]

mod access;
mod discoverer;
mod errors;
mod infer;
mod limits;
mod page;
mod policy;
mod registry;
mod schema;
mod tag;

include!(concat!(env!("OUT_DIR"), "/service.rs"));

use haneul_model::{Value, Violation, validate};
use haneul_pipeline::{AwsError, Call, Check, Cx, ErrandHandler, Registered, Service};

/// Amazon EventBridge Schemas.
pub struct Schemas;

impl Service for Schemas {
    fn model(&self) -> &'static str {
        "schemas"
    }

    fn operations(&self) -> Vec<Registered> {
        operations()
    }

    fn checks(&self, cx: &mut Cx, operation: &str, input: &Value) -> Result<Vec<Check>, AwsError> {
        access::checks(cx, operation, input)
    }

    fn invalid(&self, violations: &[Violation]) -> AwsError {
        errors::bad(validate::message(violations))
    }

    fn denied(&self, _call: &Call, message: String) -> AwsError {
        AwsError::new("AccessDeniedException", message).status(403)
    }

    fn errands(&self) -> Vec<(&'static str, ErrandHandler)> {
        vec![(discoverer::DISCOVER, discoverer::discover)]
    }
}

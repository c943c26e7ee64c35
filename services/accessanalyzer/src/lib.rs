#![doc = include_str!("../README.md")]

mod analyzer;
mod archive_rule;
mod check;
mod errors;
mod finding;
mod generation;

mod page;
mod preview;
mod resource;
mod scan;
mod token;
mod validation;

include!(concat!(env!("OUT_DIR"), "/service.rs"));

use haneul_model::{Value, Violation, validate};
use haneul_pipeline::{AwsError, Call, Check, Cx, Reconciler, Registered, Service, TimerHandler};

/// IAM Access Analyzer.
pub struct AccessAnalyzer;

impl Service for AccessAnalyzer {
    fn model(&self) -> &'static str {
        "accessanalyzer"
    }

    fn operations(&self) -> Vec<Registered> {
        operations()
    }

    fn checks(&self, cx: &mut Cx, operation: &str, input: &Value) -> Result<Vec<Check>, AwsError> {
        analyzer::checks(cx, operation, input)
    }

    fn invalid(&self, violations: &[Violation]) -> AwsError {
        errors::invalid(validate::message(violations))
    }

    fn denied(&self, _call: &Call, message: String) -> AwsError {
        AwsError::new("AccessDeniedException", message).status(403)
    }

    fn timers(&self) -> Vec<(&'static str, TimerHandler)> {
        vec![
            ("forget-generation", generation::forgotten::forget),
            ("forget-preview", preview::forget),
        ]
    }

    fn reconcilers(&self) -> Vec<Reconciler> {
        let mut all = scan::reconcilers();
        all.push(token::reconciler());
        all
    }
}

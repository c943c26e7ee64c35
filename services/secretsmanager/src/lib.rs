#![doc = include_str!("../README.md")]

mod access;
mod errors;
mod keys;
mod limits;
mod measure;
mod place;
mod policy;
mod replica;
mod rotation;
mod secret;
mod tag;
mod value;

include!(concat!(env!("OUT_DIR"), "/service.rs"));

use haneul_model::{Value, Violation};
use haneul_pipeline::{
    AwsError, Call, Check, Cx, ErrandHandler, Exposed, Reconciler, Registered, Service,
    TimerHandler,
};
use haneul_store::{Scope, Tx};

/// AWS Secrets Manager.
pub struct SecretsManager;

impl Service for SecretsManager {
    fn model(&self) -> &'static str {
        "secretsmanager"
    }

    fn operations(&self) -> Vec<Registered> {
        operations()
    }

    fn checks(&self, cx: &mut Cx, operation: &str, input: &Value) -> Result<Vec<Check>, AwsError> {
        access::checks(cx, operation, input)
    }

    fn is_read_only(&self, operation: &str) -> Option<bool> {
        let reads = ["BatchGetSecretValue", "ValidateResourcePolicy"];
        reads.contains(&operation).then_some(true)
    }

    fn invalid(&self, violations: &[Violation]) -> AwsError {
        errors::violation(violations)
    }

    fn denied(&self, _call: &Call, message: String) -> AwsError {
        errors::denied(message)
    }

    fn exposed(&self, tx: &mut Tx, scope: Scope<'_>) -> Result<Vec<Exposed>, AwsError> {
        access::exposed(tx, scope)
    }

    fn reconcilers(&self) -> Vec<Reconciler> {
        vec![measure::reconciler()]
    }

    fn timers(&self) -> Vec<(&'static str, TimerHandler)> {
        vec![
            (secret::REMOVE, secret::remove_due),
            (rotation::DUE, rotation::due),
            (rotation::FAILED, rotation::failed),
        ]
    }

    fn errands(&self) -> Vec<(&'static str, ErrandHandler)> {
        vec![(rotation::ROTATE, rotation::rotate)]
    }

    fn outward_errands(&self) -> &'static [&'static str] {
        &[rotation::ROTATE]
    }
}

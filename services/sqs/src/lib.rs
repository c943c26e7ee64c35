#![doc = include_str!("../README.md")]

mod access;
mod address;
mod background;
mod claims;
mod errors;
mod fifo;
mod limits;
mod measure;
mod message;
mod move_task;
mod order;
mod permission;
mod queue;
mod standard;
mod tables;
mod tag;
mod tenants;

include!(concat!(env!("OUT_DIR"), "/service.rs"));

use haneul_model::{Value, Violation};
use haneul_pipeline::{
    AwsError, Call, Check, Cx, Exposed, Reconciler, Registered, RequestInfo, Service, TimerHandler,
};
use haneul_store::{Scope, Tx};

/// Amazon Simple Queue Service.
pub struct Sqs;

impl Service for Sqs {
    fn model(&self) -> &'static str {
        "sqs"
    }

    fn operations(&self) -> Vec<Registered> {
        operations()
    }

    fn complete(&self, operation: &'static str, request: &RequestInfo, input: &mut Value) {
        address::complete(operation, request, input);
    }

    fn checks(&self, cx: &mut Cx, operation: &str, input: &Value) -> Result<Vec<Check>, AwsError> {
        access::checks(cx, operation, input)
    }

    fn data_event(&self, operation: &str) -> Option<&'static str> {
        let messages = [
            "SendMessage",
            "SendMessageBatch",
            "ReceiveMessage",
            "DeleteMessage",
            "DeleteMessageBatch",
            "ChangeMessageVisibility",
            "ChangeMessageVisibilityBatch",
        ];
        messages.contains(&operation).then_some("AWS::SQS::Queue")
    }

    fn exposed(&self, tx: &mut Tx, scope: Scope<'_>) -> Result<Vec<Exposed>, AwsError> {
        access::exposed(tx, scope)
    }

    fn invalid(&self, violations: &[Violation]) -> AwsError {
        errors::violation(violations)
    }

    fn denied(&self, _call: &Call, message: String) -> AwsError {
        errors::denied(&message)
    }

    fn timers(&self) -> Vec<(&'static str, TimerHandler)> {
        vec![
            (background::EMPTY, background::empty),
            (move_task::MOVE, move_task::work),
        ]
    }

    fn reconcilers(&self) -> Vec<Reconciler> {
        vec![background::expire(), background::gauge()]
    }
}

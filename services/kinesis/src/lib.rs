#![doc = include_str!("../README.md")]

mod access;
mod account;
mod address;
mod background;
mod consumer;
mod errors;
mod limits;
mod measure;
mod policy;
mod record;
mod sequence;
mod shard;
mod stream;
mod tag;

include!(concat!(env!("OUT_DIR"), "/service.rs"));

use haneul_model::Value;
use haneul_pipeline::{
    AwsError, Call, Check, Cx, Exposed, Reconciler, Registered, Service, TimerHandler,
};
use haneul_store::{Scope, Tx};

/// Amazon Kinesis Data Streams.
pub struct Kinesis;

impl Service for Kinesis {
    fn model(&self) -> &'static str {
        "kinesis"
    }

    fn operations(&self) -> Vec<Registered> {
        operations()
    }

    fn checks(&self, cx: &mut Cx, operation: &str, input: &Value) -> Result<Vec<Check>, AwsError> {
        access::checks(cx, operation, input)
    }

    fn data_event(&self, operation: &str) -> Option<&'static str> {
        match operation {
            "PutRecord" | "PutRecords" | "GetRecords" | "GetShardIterator" => {
                Some("AWS::Kinesis::Stream")
            }
            "SubscribeToShard" => Some("AWS::Kinesis::StreamConsumer"),
            _ => None,
        }
    }

    fn is_read_only(&self, operation: &str) -> Option<bool> {
        (operation == "SubscribeToShard").then_some(true)
    }

    fn exposed(&self, tx: &mut Tx, scope: Scope<'_>) -> Result<Vec<Exposed>, AwsError> {
        access::exposed(tx, scope)
    }

    fn denied(&self, _call: &Call, message: String) -> AwsError {
        AwsError::new("AccessDeniedException", message).status(400)
    }

    fn timers(&self) -> Vec<(&'static str, TimerHandler)> {
        vec![
            (background::REMOVE, background::remove),
            (background::EMPTY, background::empty),
            (background::SCALE, background::scale),
        ]
    }

    fn reconcilers(&self) -> Vec<Reconciler> {
        vec![background::expire()]
    }
}

#![doc = include_str!("../README.md")]

mod access;
mod delivery;
mod errors;
mod limits;
mod measure;
mod record;
mod stream;
mod tag;

include!(concat!(env!("OUT_DIR"), "/service.rs"));

use haneul_model::Value;
use haneul_pipeline::{
    AwsError, Call, Check, Cx, ErrandHandler, Registered, Service, TimerHandler,
};

/// Amazon Data Firehose.
pub struct Firehose;

impl Service for Firehose {
    fn model(&self) -> &'static str {
        "firehose"
    }

    fn operations(&self) -> Vec<Registered> {
        operations()
    }

    fn checks(&self, cx: &mut Cx, operation: &str, input: &Value) -> Result<Vec<Check>, AwsError> {
        access::checks(cx, operation, input)
    }

    fn data_event(&self, operation: &str) -> Option<&'static str> {
        operation
            .starts_with("PutRecord")
            .then_some("AWS::KinesisFirehose::DeliveryStream")
    }

    fn denied(&self, _call: &Call, message: String) -> AwsError {
        AwsError::new("AccessDeniedException", message).status(400)
    }

    fn timers(&self) -> Vec<(&'static str, TimerHandler)> {
        vec![(stream::remove::REMOVE, stream::remove::remove)]
    }

    fn errands(&self) -> Vec<(&'static str, ErrandHandler)> {
        vec![
            (delivery::DELIVER, delivery::deliver),
            (delivery::POST, delivery::deliver),
        ]
    }

    fn outward_errands(&self) -> &'static [&'static str] {
        &[delivery::POST]
    }
}

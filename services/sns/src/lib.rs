#![doc = include_str!("../README.md")]

mod access;
mod archive;
mod arn;
mod deliver;
mod errors;
mod filter;
mod limits;
mod measure;
mod page;
mod permission;
mod platform;
mod publishing;
mod signing;
mod sms;
mod subscription;
mod tag;
mod topic;

include!(concat!(env!("OUT_DIR"), "/service.rs"));

use haneul_model::{Value, Violation};
use haneul_pipeline::{
    AwsError, Call, Check, Cloud, Cx, Exposed, Registered, Service, SiteHandler, SiteRequest,
    TimerHandler,
};
use haneul_runtime::outbox::Outgoing;
use haneul_store::{Scope, Tx};

/// Amazon Simple Notification Service.
pub struct Sns;

impl Service for Sns {
    fn model(&self) -> &'static str {
        "sns"
    }

    fn operations(&self) -> Vec<Registered> {
        operations()
    }

    fn checks(&self, cx: &mut Cx, operation: &str, input: &Value) -> Result<Vec<Check>, AwsError> {
        access::checks(cx, operation, input)
    }

    fn data_event(&self, operation: &str) -> Option<&'static str> {
        match operation {
            "Publish" | "PublishBatch" => Some("AWS::SNS::Topic"),
            _ => None,
        }
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

    fn tag_violation(&self, message: String) -> AwsError {
        AwsError::new("TagPolicy", message).status(400)
    }

    fn delivered(&self, cloud: &Cloud, call: &Outgoing) {
        measure::delivered(cloud, call);
    }

    fn site(&self, request: &SiteRequest) -> Option<SiteHandler> {
        signing::site::find(request)
    }

    fn timers(&self) -> Vec<(&'static str, TimerHandler)> {
        vec![
            (topic::remove::REMOVE, topic::remove::remove),
            (
                subscription::confirmation::EXPIRE,
                subscription::confirmation::expire,
            ),
            (subscription::counts::FORGET, subscription::counts::forget),
            (deliver::dead_letter::REFUSED, deliver::dead_letter::refused),
            (publishing::fan_out::GO_ON, publishing::fan_out::go_on),
            (publishing::fifo::FORGET, publishing::fifo::forget),
            (sms::answers::ANSWERED, sms::answers::answered),
            (archive::PRUNE, archive::prune),
            (archive::REPLAY, archive::replay),
        ]
    }
}

#![doc = include_str!("../README.md")]

mod access;
mod alias;
mod crypto;
mod data;
mod due;
mod errors;
mod grant;
mod import;
mod key;
mod limits;
mod measure;
mod page;
mod policy;
mod region;
mod rotation;
mod tag;

include!(concat!(env!("OUT_DIR"), "/service.rs"));

use haneul_model::Value;
use haneul_pipeline::{
    AwsError, Call, Check, Cloud, Cx, Done, Reconciler, Registered, Service, TimerHandler,
};

/// AWS Key Management Service.
pub struct Kms;

impl Service for Kms {
    fn model(&self) -> &'static str {
        "kms"
    }

    fn operations(&self) -> Vec<Registered> {
        operations()
    }

    fn checks(&self, cx: &mut Cx, operation: &str, input: &Value) -> Result<Vec<Check>, AwsError> {
        access::checks(cx, operation, input)
    }

    /// Those that use a key change nothing.
    fn is_read_only(&self, operation: &str) -> Option<bool> {
        measure::is_cryptographic(operation).then_some(true)
    }

    fn denied(&self, _call: &Call, message: String) -> AwsError {
        AwsError::new("AccessDeniedException", message).status(400)
    }

    fn measures(&self) -> bool {
        true
    }

    fn done(&self, cloud: &Cloud, done: &Done<'_>) {
        measure::done(cloud, done);
    }

    fn reconcilers(&self) -> Vec<Reconciler> {
        vec![measure::reconciler()]
    }

    fn timers(&self) -> Vec<(&'static str, TimerHandler)> {
        vec![
            (key::DELETE, key::delete),
            (rotation::TURN, rotation::turn),
            (rotation::FINISH, rotation::finish),
            (import::EXPIRE, import::expire),
        ]
    }
}

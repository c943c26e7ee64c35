#![doc = include_str!("../README.md")]

mod access;
pub mod account;
mod checks;
pub mod delegation;
mod directory;
mod errors;
pub mod handshake;
mod ids;
mod limits;
mod mark;
mod nothing;
pub mod organization;
mod page;
pub mod policy;
pub mod resource_policy;
pub mod tag;
mod tree;
pub mod unit;

include!(concat!(env!("OUT_DIR"), "/service.rs"));

use haneul_model::{Value, Violation};
use haneul_pipeline::{
    AwsError, Call, Check, Cx, Organisations, Registered, Service, TimerHandler,
};
use std::sync::Arc;

/// The service. The path asks it for the policies that cap an account.
pub struct Organizations;

impl Service for Organizations {
    fn model(&self) -> &'static str {
        "organizations"
    }

    fn operations(&self) -> Vec<Registered> {
        operations()
    }

    fn checks(&self, cx: &mut Cx, operation: &str, input: &Value) -> Result<Vec<Check>, AwsError> {
        checks::of(cx, operation, input)
    }

    fn invalid(&self, violations: &[Violation]) -> AwsError {
        errors::invalid(violations)
    }

    fn denied(&self, _: &Call, message: String) -> AwsError {
        errors::denied(message)
    }

    fn tag_violation(&self, _: String) -> AwsError {
        errors::tag_violation()
    }

    fn timers(&self) -> Vec<(&'static str, TimerHandler)> {
        vec![
            ("open", account::open::open),
            ("join", account::open::join),
            ("refused", account::open::refused),
            ("suspend", account::close_account::suspend),
            ("erase", account::close_account::erase),
            ("expire", handshake::expiry::expire),
            ("forget", handshake::expiry::forget),
        ]
    }

    fn organisations(&self) -> Option<Arc<dyn Organisations>> {
        Some(Arc::new(directory::Directory::default()))
    }
}

#![doc = include_str!("../README.md")]

mod access;
mod background;
mod destination;
mod errors;
mod event;
mod export;
mod filters;
mod group;
mod index;
mod limits;
mod lookup;
mod measure;
mod metric;
mod page;
mod place;
mod policy;
mod query;
mod stream;
mod subscription;
mod tag;
mod tail;
mod work;

include!(concat!(env!("OUT_DIR"), "/service.rs"));

use haneul_model::Value;
use haneul_model::validate::Violation;
use haneul_pipeline::{
    AwsError, Call, Check, Cx, ErrandHandler, Reconciler, Registered, Service, TimerHandler,
};

/// Amazon CloudWatch Logs.
pub struct Logs;

impl Service for Logs {
    fn model(&self) -> &'static str {
        "logs"
    }

    fn operations(&self) -> Vec<Registered> {
        operations()
    }

    fn checks(&self, cx: &mut Cx, operation: &str, input: &Value) -> Result<Vec<Check>, AwsError> {
        access::checks(cx, operation, input)
    }

    fn invalid(&self, violations: &[Violation]) -> AwsError {
        errors::parameter(haneul_model::validate::message(violations))
    }

    fn data_event(&self, operation: &str) -> Option<&'static str> {
        (operation == "PutLogEvents").then_some("AWS::Logs::LogStream")
    }

    fn denied(&self, _call: &Call, message: String) -> AwsError {
        AwsError::new("AccessDeniedException", message).status(400)
    }

    fn timers(&self) -> Vec<(&'static str, TimerHandler)> {
        vec![
            (background::EMPTY, background::empty),
            (query::execute::FORGET, query::execute::forget),
            (
                subscription::send::UNDELIVERED,
                subscription::send::undelivered,
            ),
        ]
    }

    fn errands(&self) -> Vec<(&'static str, ErrandHandler)> {
        vec![
            (query::execute::QUERY, query::execute::query),
            (export::execute::EXPORT, export::execute::export),
        ]
    }

    fn reconcilers(&self) -> Vec<Reconciler> {
        vec![background::expire()]
    }
}

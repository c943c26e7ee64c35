#![doc = include_str!("../README.md")]

mod access;
mod archive;
mod bus;
mod connection;
mod delivery;
mod destination;
mod errors;
mod event;
mod limits;
mod measure;
mod place;
mod replay;
mod rule;
mod tag;
mod target;

include!(concat!(env!("OUT_DIR"), "/service.rs"));

use haneul_model::{Value, Violation, validate};
use haneul_pipeline::events::Hearing;
use haneul_pipeline::{
    AskedHandler, AwsError, Call, Check, Cx, ErrandHandler, Exposed, Registered, Service,
    TimerHandler,
};
use haneul_store::{Scope, Tx};
use std::sync::Arc;

/// Amazon EventBridge.
pub struct Events;

impl Service for Events {
    fn model(&self) -> &'static str {
        "events"
    }

    fn operations(&self) -> Vec<Registered> {
        operations()
    }

    fn checks(&self, cx: &mut Cx, operation: &str, input: &Value) -> Result<Vec<Check>, AwsError> {
        access::checks(cx, operation, input)
    }

    /// Events that are put are no management of EventBridge.
    fn data_event(&self, operation: &str) -> Option<&'static str> {
        (operation == "PutEvents").then_some("AWS::Events::EventBus")
    }

    fn hearing(&self) -> Option<Arc<dyn Hearing>> {
        Some(Arc::new(rule::Heard::default()))
    }

    fn exposed(&self, tx: &mut Tx, scope: Scope<'_>) -> Result<Vec<Exposed>, AwsError> {
        bus::exposed(tx, scope)
    }

    fn invalid(&self, violations: &[Violation]) -> AwsError {
        errors::invalid(validate::message(violations))
    }

    fn denied(&self, _call: &Call, message: String) -> AwsError {
        errors::denied(message)
    }

    fn timers(&self) -> Vec<(&'static str, TimerHandler)> {
        vec![
            (delivery::UNDELIVERED, delivery::undelivered),
            (delivery::GIVEN_UP, delivery::given_up),
            (rule::FIRE, rule::fire),
            (archive::EXPIRE, archive::expire),
            (archive::EMPTY, archive::empty),
            (replay::STEP, replay::step),
            (connection::state::SETTLE, connection::state::settle),
            (
                connection::state::UNAUTHORIZED,
                connection::state::unauthorized,
            ),
        ]
    }

    fn errands(&self) -> Vec<(&'static str, ErrandHandler)> {
        vec![
            (connection::state::AUTHORIZE, connection::state::authorize),
            (destination::invoke::INVOKE, destination::invoke::invoke),
        ]
    }

    fn asked(&self) -> Vec<(&'static str, AskedHandler)> {
        vec![(destination::invoke::INVOKE, destination::invoke::ask)]
    }

    fn outward_errands(&self) -> &'static [&'static str] {
        &[connection::state::AUTHORIZE, destination::invoke::INVOKE]
    }
}

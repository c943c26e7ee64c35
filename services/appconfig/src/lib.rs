#![doc = include_str!("../README.md")]

mod access;
mod acting;
mod application;
mod association;
mod content;
mod deployment;
mod environment;
mod errors;
mod extension;
mod flags;
mod hosted;
mod id;
mod limits;
mod place;
mod profile;
mod retrieval;
mod session;
mod settings;
mod strategy;
mod tag;
mod validation;

include!(concat!(env!("OUT_DIR"), "/service.rs"));

use haneul_model::{Value, Violation, validate};
use haneul_pipeline::{
    AwsError, Call, Check, Cx, ErrandHandler, Registered, Service, TimerHandler,
};

pub use session::AppConfigData;

/// As which AppConfig acts.
pub(crate) const PRINCIPAL: &str = "appconfig.amazonaws.com";

/// AWS AppConfig.
pub struct AppConfig;

impl Service for AppConfig {
    fn model(&self) -> &'static str {
        "appconfig"
    }

    fn operations(&self) -> Vec<Registered> {
        operations()
    }

    fn checks(&self, cx: &mut Cx, operation: &str, input: &Value) -> Result<Vec<Check>, AwsError> {
        access::checks(cx, operation, input)
    }

    fn invalid(&self, violations: &[Violation]) -> AwsError {
        errors::bad(validate::message(violations))
    }

    fn denied(&self, _call: &Call, message: String) -> AwsError {
        errors::denied(message)
    }

    fn timers(&self) -> Vec<(&'static str, TimerHandler)> {
        vec![
            (deployment::STEP, deployment::step),
            (deployment::ROLLED_BACK, deployment::rolled_back),
            (deployment::REFUSED, deployment::refused),
            (environment::SWEEP, environment::sweep),
        ]
    }

    fn errands(&self) -> Vec<(&'static str, ErrandHandler)> {
        vec![(deployment::WATCH, deployment::watch)]
    }
}

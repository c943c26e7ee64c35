#![doc = include_str!("../README.md")]

mod checks;
mod errors;
mod limits;
pub mod message;
pub mod root;
pub mod saml;
pub mod session;
pub mod web_identity;

include!(concat!(env!("OUT_DIR"), "/service.rs"));

use haneul_model::{Value, Violation, validate};
use haneul_pipeline::{AwsError, Call, Check, Cx, Registered, Service, TimerHandler};

pub struct Sts;

impl Service for Sts {
    fn model(&self) -> &'static str {
        "sts"
    }

    fn operations(&self) -> Vec<Registered> {
        operations()
    }

    fn checks(&self, cx: &mut Cx, operation: &str, input: &Value) -> Result<Vec<Check>, AwsError> {
        checks::of(cx, operation, input)
    }

    /// Whose key it is was found before.
    fn reads_nothing(&self, operation: &str) -> bool {
        operation == "GetCallerIdentity"
    }

    /// Taking on a role changes nothing that trails watch.
    fn is_read_only(&self, _operation: &str) -> Option<bool> {
        Some(true)
    }

    fn shows_answer(&self, operation: &str) -> bool {
        !matches!(
            operation,
            "GetCallerIdentity" | "DecodeAuthorizationMessage"
        )
    }

    fn invalid(&self, violations: &[Violation]) -> AwsError {
        errors::validation(validate::message(violations))
    }

    /// Why a role may not be taken on is not told: it would say whether there is such a role.
    fn denied(&self, call: &Call, message: String) -> AwsError {
        if call.operation != "AssumeRole" {
            return errors::access_denied(message);
        }
        let ends = [
            " because no ",
            " with an explicit deny in the role trust policy",
        ];
        let end = ends.iter().filter_map(|end| message.find(end)).min();
        errors::access_denied(&message[..end.unwrap_or(message.len())])
    }

    fn timers(&self) -> Vec<(&'static str, TimerHandler)> {
        vec![("forget", session::issue::forget)]
    }
}

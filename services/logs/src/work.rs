//! Errands of the service itself: looking at the state and changing it, for an account.

use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::outbox::Outgoing;
use serde_json::Value as Json;

pub use haneul_pipeline::background::Errand as Work;

/// The principal that buckets' policies name: that of the Region.
pub fn principal(region: &str) -> String {
    format!("logs.{region}.amazonaws.com")
}

/// Appoints an errand: it is done as soon as this transaction is.
pub fn appoint(cx: &mut Cx, errand: &str, source: String, input: Json) -> Result<(), AwsError> {
    let call = Outgoing {
        principal: principal(cx.region()),
        ..Outgoing::errand(cx.scope(), ("logs", errand), source, input)
    };
    cx.appoint(cx.now().as_microsecond(), &call)
}

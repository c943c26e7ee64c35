//! TestEventPattern.

use crate::errors;
use crate::shapes::{TestEventPatternRequest, TestEventPatternResponse};
use haneul_pattern::Pattern;
use haneul_pipeline::{AwsError, Cx};
use serde_json::Value as Json;

/// What an event must say.
const NEEDED: [&str; 7] = [
    "id",
    "account",
    "source",
    "time",
    "region",
    "resources",
    "detail-type",
];

pub fn run(
    _cx: &mut Cx,
    input: TestEventPatternRequest,
) -> Result<TestEventPatternResponse, AwsError> {
    let event: Json = serde_json::from_str(&input.event).unwrap_or_default();
    if !event.is_object() {
        return Err(errors::parameter(
            "Event",
            "Event is not a valid JSON object.",
        ));
    }
    let missing = NEEDED.iter().find(|name| event.get(**name).is_none());
    if let Some(name) = missing.filter(|name| **name != "resources") {
        return Err(errors::parameter(
            "Event",
            &format!("Event must contain the field {name}."),
        ));
    }
    let pattern = Pattern::parse(&input.event_pattern).map_err(|why| errors::pattern(&why))?;
    Ok(TestEventPatternResponse {
        result: Some(pattern.matches(&event)),
    })
}

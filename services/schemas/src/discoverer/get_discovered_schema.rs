//! GetDiscoveredSchema: what events that somebody shows look like, all of them.

use crate::infer::{Shape, draft_4, open_api};
use crate::shapes::{GetDiscoveredSchemaRequest, GetDiscoveredSchemaResponse};
use crate::{errors, limits};
use haneul_pipeline::{AwsError, Cx};
use serde_json::Value as Json;

pub fn run(
    _: &mut Cx,
    input: GetDiscoveredSchemaRequest,
) -> Result<GetDiscoveredSchemaResponse, AwsError> {
    if input.events.len() > limits::EVENTS {
        return Err(errors::bad(format!(
            "There are more than {} events.",
            limits::EVENTS
        )));
    }
    let wrong = |_| errors::bad("An event is not valid JSON.");
    let events = input.events.iter();
    let events = events.map(|event| serde_json::from_str::<Json>(event).map_err(wrong));
    let events = events.collect::<Result<Vec<_>, _>>()?;
    let shape = events.iter().map(Shape::of).reduce(Shape::with);
    let (Some(shape), Some(first)) = (shape, events.first()) else {
        return Err(errors::bad("There are no events."));
    };
    let content = match input.r#type.as_str() {
        "OpenApi3" => open_api(&shape, first),
        _ => draft_4(&shape),
    };
    Ok(GetDiscoveredSchemaResponse {
        content: Some(content.to_string()),
    })
}

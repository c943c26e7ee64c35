//! Calling functions: all of a batch as one list, and what the answer says of it.

use super::Errand;
use super::send::Entry;
use crate::pipe::Pipe;
use base64::prelude::{BASE64_STANDARD, Engine};
use haneul_feed::Event;
use haneul_pipeline::AwsError;
use serde_json::{Value as Json, json};

/// The invocation type of a target that nobody waits for.
const FORGET: &str = "FIRE_AND_FORGET";

/// Whether a pipe's target is called without anybody waiting for its answer.
pub fn is_later(pipe: &Pipe) -> bool {
    pipe.target.function.as_deref() == Some(FORGET)
}

/// What the text of an event is in a list.
pub fn entry(at: usize, text: String) -> Entry {
    let item = serde_json::from_str(&text).unwrap_or(Json::String(text));
    Entry {
        at,
        bytes: item.to_string().len(),
        input: item,
    }
}

/// The answer of a function, which is waited for.
pub async fn ask(
    errand: &Errand,
    pipe: &Pipe,
    arn: &str,
    items: Vec<Json>,
) -> Result<Json, AwsError> {
    let answer = invoke(errand, pipe, arn, "RequestResponse", items).await?;
    let said = answer["Payload"].as_str().unwrap_or_default();
    let said = BASE64_STANDARD.decode(said).unwrap_or_default();
    if !answer["FunctionError"].is_null() {
        let why = String::from_utf8_lossy(&said).chars().take(256).collect();
        return Err(failed(why));
    }
    match said.is_empty() {
        true => Ok(Json::Null),
        false => serde_json::from_slice(&said).map_err(|_| {
            failed("The function answered with something that is no JSON.".to_owned())
        }),
    }
}

/// Tells the pipe's target; the places of the events that it says it could not take.
pub async fn tell(
    errand: &Errand,
    pipe: &Pipe,
    events: &[&Event],
    items: Vec<Json>,
) -> Result<Vec<(usize, AwsError)>, AwsError> {
    let arn = &pipe.target.arn;
    if is_later(pipe) {
        invoke(errand, pipe, arn, "Event", items).await?;
        return Ok(Vec::new());
    }
    let answer = ask(errand, pipe, arn, items).await?;
    let places = failures(&answer, events)?;
    let failed = |at| (at, failed("The function says so.".to_owned()));
    Ok(places.into_iter().map(failed).collect())
}

async fn invoke(
    errand: &Errand,
    pipe: &Pipe,
    arn: &str,
    kind: &str,
    items: Vec<Json>,
) -> Result<Json, AwsError> {
    let payload = BASE64_STANDARD.encode(Json::Array(items).to_string());
    let input = json!({"FunctionName": arn, "InvocationType": kind, "Payload": payload});
    errand.ask(pipe, "lambda", "Invoke", input).await
}

/// Where the events are that an answer names; one that names none of them means all.
fn failures(answer: &Json, events: &[&Event]) -> Result<Vec<usize>, AwsError> {
    let named = answer["batchItemFailures"].as_array();
    let mut places = Vec::new();
    for failure in named.into_iter().flatten() {
        let id = failure["itemIdentifier"]
            .as_str()
            .filter(|id| !id.is_empty());
        let place = id.and_then(|id| events.iter().position(|event| event.id() == Some(id)));
        places.push(place.ok_or_else(|| {
            failed("The function names an event that it was not told of.".to_owned())
        })?);
    }
    Ok(places)
}

fn failed(why: String) -> AwsError {
    AwsError::new("FunctionError", why).status(400)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_name_events() {
        let event = |plain: Json| Event {
            read: plain.clone(),
            plain,
        };
        let events = [
            event(json!({"messageId": "a"})),
            event(json!({"eventID": "b"})),
        ];
        let events: Vec<&Event> = events.iter().collect();
        let of = |failures: Json| failures_of(&json!({ "batchItemFailures": failures }), &events);
        assert_eq!(of(json!([])), Some(vec![]));
        assert_eq!(of(json!(null)), Some(vec![]));
        assert_eq!(of(json!([{"itemIdentifier": "b"}])), Some(vec![1]));
        assert_eq!(of(json!([{"itemIdentifier": "c"}])), None);
        assert_eq!(of(json!([{"itemIdentifier": ""}])), None);
        assert_eq!(of(json!([{"itemIdentifier": null}])), None);
        assert_eq!(failures_of(&json!("done"), &events), Some(vec![]));
    }

    fn failures_of(answer: &Json, events: &[&Event]) -> Option<Vec<usize>> {
        failures(answer, events).ok()
    }
}

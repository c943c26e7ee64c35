//! What a target is told of an event.

use haneul_feed::Event;
use haneul_pattern::path::{Path, found_text};
use haneul_pattern::template;
use serde_json::Value as Json;

/// What a template may name beside what is in the event.
pub struct Known<'a> {
    pub pipe_arn: &'a str,
    pub pipe_name: &'a str,
    pub source_arn: &'a str,
    pub target_arn: &'a str,
    /// Empty where there is none.
    pub enrichment_arn: &'a str,
    /// When the event came in.
    pub ingested: &'a str,
}

/// `None`: nothing that could be sent came of it.
pub fn make(template: Option<&str>, event: &Event, known: &Known<'_>) -> Option<String> {
    let Some(template) = template else {
        return Some(event.plain.to_string());
    };
    let is_json = template.trim_start().starts_with(['{', '[', '"']);
    // Within quotes and in plain text as text.
    let text = template::fill(template, name_at, |name, quoted| {
        let found = value(name, event, known)?;
        Some(match (is_json, quoted) {
            (false, _) => found_text(&found),
            (true, true) => within_quotes(&found),
            (true, false) => found.to_string(),
        })
    });
    match is_json && serde_json::from_str::<Json>(&text).is_err() {
        true => None,
        false => Some(text),
    }
}

fn value(name: &str, event: &Event, known: &Known<'_>) -> Option<Json> {
    let text = match name {
        "aws.pipes.pipe-arn" => known.pipe_arn,
        "aws.pipes.pipe-name" => known.pipe_name,
        "aws.pipes.source-arn" => known.source_arn,
        "aws.pipes.target-arn" => known.target_arn,
        "aws.pipes.enrichment-arn" => known.enrichment_arn,
        "aws.pipes.event.ingestion-time" => known.ingested,
        "aws.pipes.event" => return Some(event.plain.clone()),
        "aws.pipes.event.json" => return Some(event.read.clone()),
        path => return Path::parse(path)?.find(&event.read),
    };
    Some(Json::from(text))
}

fn name_at(text: &str) -> Option<(&str, &str)> {
    let (name, after) = text.strip_prefix('<')?.split_once('>')?;
    let is_name = name.starts_with("aws.pipes.") || Path::parse(name).is_some();
    is_name.then_some((name, after))
}

/// As it stands between the quotes of a JSON text; objects and lists without quotes of their own.
fn within_quotes(value: &Json) -> String {
    if let Json::Object(_) | Json::Array(_) = value {
        return value.to_string().replace(['"', '\\'], "");
    }
    template::within_quotes(&found_text(value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use haneul_feed::event;
    use serde_json::json;

    fn told(body: &str, template: &str) -> Option<String> {
        let message = json!({
            "MessageId": "m", "ReceiptHandle": "r", "Body": body,
            "Attributes": {"SenderId": "AIDA"}, "MD5OfBody": "x",
        });
        let event = event::of_message(&message, "arn:source", "us-east-1");
        let known = Known {
            pipe_arn: "arn:pipe",
            pipe_name: "p",
            source_arn: "arn:source",
            target_arn: "arn:target",
            enrichment_arn: "",
            ingested: "2026-01-01T00:00:00.000Z",
        };
        make(Some(template), &event, &known)
    }

    #[test]
    fn templates() {
        let body = "{\"key\": \"v \\\"q\\\"\", \"n\": 3, \"list\": [{\"a\": 1}, {\"a\": 2}], \"o\": {\"x\": \"y\"}}";
        let is = |template: &str, text: &str| {
            assert_eq!(told(body, template).as_deref(), Some(text), "{template}");
        };
        is("\"Hello, sender\"", "\"Hello, sender\"");
        is("<$.attributes.SenderId>", "AIDA");
        is("Hello, <$.attributes.SenderId>", "Hello, AIDA");
        is("\"Hello, <$.attributes.SenderId>\"", "\"Hello, AIDA\"");
        is("{\"k\": <$.body.key>}", "{\"k\": \"v \\\"q\\\"\"}");
        is("{\"k\": \"<$.body.key>\"}", "{\"k\": \"v \\\"q\\\"\"}");
        is(
            "{\"n\": <$.body.n>, \"s\": \"<$.body.n>\"}",
            "{\"n\": 3, \"s\": \"3\"}",
        );
        is("{\"l\": <$.body.list[1]>}", "{\"l\": {\"a\":2}}");
        is("{\"l\": <$.body.list[*].a>}", "{\"l\": [1,2]}");
        is("\"is <$.body.o>\"", "\"is {x:y}\"");
        is("<$.body.o>", "{\"x\":\"y\"}");
        is("{\"a\": <aws.pipes.pipe-name>}", "{\"a\": \"p\"}");
        is(
            "<aws.pipes.pipe-arn> <aws.pipes.source-arn> <aws.pipes.target-arn>",
            "arn:pipe arn:source arn:target",
        );
        is(
            "\"<aws.pipes.event.ingestion-time>\"",
            "\"2026-01-01T00:00:00.000Z\"",
        );
        is("\"a < b > <c>\"", "\"a < b > <c>\"");
        is("\"no <$.body.none>.\"", "\"no .\"");
        assert_eq!(told(body, "{\"no\": <$.body.none>}"), None);
        assert_eq!(told("text", "<$.body>").as_deref(), Some("text"));
        assert_eq!(
            told("7", "{\"b\": <$.body>}").as_deref(),
            Some("{\"b\": \"7\"}")
        );
        let all = told("{\"a\":1}", "{\"e\": <aws.pipes.event.json>}").unwrap();
        let all: Json = serde_json::from_str(&all).unwrap();
        assert_eq!(all["e"]["body"], json!({"a": 1}));
    }
}

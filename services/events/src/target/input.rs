//! What a target is told of an event.

use super::row::Input;
use haneul_pattern::path::{Path, found_text};
use haneul_pattern::template::{fill, within_quotes};
use serde_json::Value as Json;

/// What a template may name without declaring it.
pub struct Known<'a> {
    pub rule_arn: &'a str,
    pub rule_name: &'a str,
    /// When the event came in.
    pub ingested: &'a str,
}

/// `None`: nothing that could be sent came of it.
pub fn make(input: &Input, event: &Json, known: &Known<'_>) -> Option<String> {
    match input {
        Input::Event => Some(event.to_string()),
        Input::Text(text) => Some(text.clone()),
        Input::Path(path) => Path::parse(path)?
            .find(event)
            .map(|found| found.to_string()),
        Input::Template {
            variables,
            template,
        } => {
            let text = fill(template, name_at, |name, quoted| {
                let found = value(name, variables, event, known)?;
                Some(match quoted {
                    true => within_quotes(&found_text(&found)),
                    false => found.to_string(),
                })
            });
            let is_json = template.trim_start().starts_with(['{', '[']);
            match is_json && serde_json::from_str::<Json>(&text).is_err() {
                true => None,
                false => Some(text),
            }
        }
    }
}

fn value(
    name: &str,
    variables: &[(String, String)],
    event: &Json,
    known: &Known<'_>,
) -> Option<Json> {
    match name {
        "aws.events.rule-arn" => return Some(Json::from(known.rule_arn)),
        "aws.events.rule-name" => return Some(Json::from(known.rule_name)),
        "aws.events.event.ingestion-time" => return Some(Json::from(known.ingested)),
        "aws.events.event.json" => return Some(event.clone()),
        "aws.events.event" => {
            let mut bare = event.clone();
            if let Some(members) = bare.as_object_mut() {
                members.shift_remove("detail");
            }
            return Some(bare);
        }
        _ => {}
    }
    let (_, path) = variables.iter().find(|(known, _)| known == name)?;
    Path::parse(path)?.find(event)
}

pub fn is_predefined(name: &str) -> bool {
    [
        "aws.events.rule-arn",
        "aws.events.rule-name",
        "aws.events.event.ingestion-time",
        "aws.events.event",
        "aws.events.event.json",
    ]
    .contains(&name)
}

/// The names between `<` and `>`.
pub fn names(template: &str) -> Vec<String> {
    let mut names = Vec::new();
    fill(template, name_at, |name, _| {
        names.push(name.to_owned());
        None
    });
    names
}

fn name_at(text: &str) -> Option<(&str, &str)> {
    let (name, after) = text.strip_prefix('<')?.split_once('>')?;
    let known = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
    (!name.is_empty() && name.chars().all(known)).then_some((name, after))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn told(variables: &[(&str, &str)], template: &str) -> Option<String> {
        let event = json!({
            "source": "aws.ec2",
            "detail": {"instance-id": "i-1", "state": {"now": "up"}, "say": "a \"b\""},
        });
        let variables = variables.iter();
        let input = Input::Template {
            variables: variables
                .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
                .collect(),
            template: template.to_owned(),
        };
        let known = Known {
            rule_arn: "arn:aws:events:us-east-1:111122223333:rule/r",
            rule_name: "r",
            ingested: "2026-01-01T00:00:00Z",
        };
        make(&input, &event, &known)
    }

    #[test]
    fn templates() {
        let id = ("id", "$.detail.instance-id");
        let state = ("state", "$.detail.state");
        assert_eq!(
            told(&[id], "\"instance <id>\"").unwrap(),
            "\"instance i-1\""
        );
        assert_eq!(
            told(&[id, state], "{\"i\": <id>, \"s\": [9, <state>, true]}").unwrap(),
            "{\"i\": \"i-1\", \"s\": [9, {\"now\":\"up\"}, true]}"
        );
        let say = ("say", "$.detail.say");
        assert_eq!(
            told(&[say], "{\"s\": \"- <say>\"}").unwrap(),
            "{\"s\": \"- a \\\"b\\\"\"}"
        );
        assert_eq!(told(&[], "\"<aws.events.rule-name>\"").unwrap(), "\"r\"");
        assert_eq!(
            told(&[], "{\"e\": <aws.events.event>}").unwrap(),
            "{\"e\": {\"source\":\"aws.ec2\"}}"
        );
        assert_eq!(
            told(&[("x", "$.detail.x")], "\"is <x>.\"").unwrap(),
            "\"is .\""
        );
        assert_eq!(told(&[("x", "$.detail.x")], "{\"x\": <x>}"), None);
        assert_eq!(told(&[], "\"a < b\"").unwrap(), "\"a < b\"");
    }
}

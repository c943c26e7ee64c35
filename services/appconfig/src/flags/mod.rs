//! Feature flags: what a set of them looks like, and what clients see of it.

use crate::errors::{self, Detail};
use crate::validation;
use bytes::Bytes;
use haneul_pipeline::AwsError;
use serde_json::{Map, Value as Json, json};

const SCHEMA: &str = include_str!("schema.json");

/// Whether content is a set of flags whose values are what their definitions want.
pub fn check(content: &[u8]) -> Result<(), AwsError> {
    let schema = validation::schema(SCHEMA).map_err(AwsError::internal)?;
    let mut details = validation::violations(&schema, content);
    if details.is_empty() {
        let set: Json = serde_json::from_slice(content).unwrap_or_default();
        details = constraints(&set)?;
    }
    match details.is_empty() {
        true => Ok(()),
        false => Err(errors::invalid_configuration(details)),
    }
}

/// Values against the constraints of their definitions.
fn constraints(set: &Json) -> Result<Vec<Detail>, AwsError> {
    let mut details = Vec::new();
    let none = Map::new();
    let definitions = set["flags"].as_object().unwrap_or(&none);
    let values = set["values"].as_object().unwrap_or(&none);
    for (name, value) in values {
        let Some(flag) = definitions.get(name) else {
            details.push(wrong(
                name,
                "",
                format!("Flag {name} has a value but no definition"),
            ));
            continue;
        };
        let attributes = flag["attributes"].as_object().unwrap_or(&none);
        for (attribute, own) in own_attributes(value) {
            let Some(definition) = attributes.get(attribute) else {
                let reason = format!("Attribute {attribute} of flag {name} is not defined");
                details.push(wrong(name, attribute, reason));
                continue;
            };
            if let Some(constraint) = definition.get("constraints") {
                details.extend(violated(name, attribute, constraint, own)?);
            }
        }
        let is_on = value["enabled"] == Json::Bool(true) && value.get("_variants").is_none();
        let missing = attributes.iter().filter(|(attribute, definition)| {
            is_on
                && definition["constraints"]["required"] == Json::Bool(true)
                && value.get(attribute.as_str()).is_none()
        });
        details.extend(missing.map(|(attribute, _)| {
            let reason = format!("Attribute {attribute} of flag {name} is required");
            wrong(name, attribute, reason)
        }));
    }
    Ok(details)
}

/// What is no word of the format itself.
fn own_attributes(value: &Json) -> impl Iterator<Item = (&String, &Json)> {
    let fields = value.as_object().into_iter().flatten();
    fields.filter(|(name, _)| *name != "enabled" && !name.starts_with('_'))
}

/// A constraint is nearly a schema.
fn violated(
    flag: &str,
    attribute: &str,
    constraint: &Json,
    value: &Json,
) -> Result<Vec<Detail>, AwsError> {
    let mut wanted = constraint.clone();
    if let Some(fields) = wanted.as_object_mut() {
        fields.remove("required");
        if let Some(elements) = fields.remove("elements") {
            fields.insert("items".to_owned(), elements);
        }
    }
    let schema = validation::schema(&json!(wanted).to_string())?;
    let mut found = validation::violations(&schema, value.to_string().as_bytes());
    for detail in &mut found {
        detail.location = format!("/values/{flag}/{attribute}{}", detail.location);
    }
    Ok(found)
}

fn wrong(flag: &str, attribute: &str, reason: String) -> Detail {
    let location = format!("/values/{flag}/{attribute}");
    Detail {
        location: location.trim_end_matches('/').to_owned(),
        reason,
        kind: "JSON_SCHEMA".to_owned(),
        ..Detail::default()
    }
}

/// What clients get: each flag with whether it is on, and its attributes if it is.
pub fn for_clients(content: &Bytes) -> Bytes {
    let set: Json = serde_json::from_slice(content).unwrap_or_default();
    let none = Map::new();
    let values = set["values"].as_object().unwrap_or(&none);
    let definitions = set["flags"].as_object().unwrap_or(&none);
    let mut shown = Map::new();
    for name in definitions.keys() {
        let value = values.get(name);
        shown.insert(name.clone(), flag(value.unwrap_or(&Json::Null)));
    }
    Bytes::from(Json::Object(shown).to_string())
}

fn flag(value: &Json) -> Json {
    let mut shown = Map::new();
    if let Some(variants) = value.get("_variants") {
        shown.insert("_variants".to_owned(), variants.clone());
        return Json::Object(shown);
    }
    let is_on = value["enabled"] == Json::Bool(true);
    shown.insert("enabled".to_owned(), Json::Bool(is_on));
    if is_on {
        let attributes = own_attributes(value);
        shown.extend(attributes.map(|(name, own)| (name.clone(), own.clone())));
    }
    Json::Object(shown)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set() -> Json {
        json!({
            "version": "1",
            "flags": {
                "dark": {"name": "Dark mode", "attributes": {
                    "share": {"constraints": {"type": "number", "minimum": 0, "maximum": 100, "required": true}},
                    "colours": {"constraints": {"type": "array", "elements": {"type": "string"}}},
                }},
                "old": {"name": "Old", "_deprecation": {"status": "planned"}},
            },
            "values": {
                "dark": {"enabled": true, "share": 30, "colours": ["red"], "_createdAt": "2026-01-01"},
                "old": {"enabled": false},
            },
        })
    }

    fn refusal(set: &Json) -> String {
        check(set.to_string().as_bytes()).map_or_else(|error| error.message, |()| String::new())
    }

    #[test]
    fn a_set_and_what_is_seen_of_it() {
        assert_eq!(refusal(&set()), "");
        let seen = for_clients(&Bytes::from(set().to_string()));
        let seen: Json = serde_json::from_slice(&seen).unwrap();
        let dark = json!({"enabled": true, "share": 30, "colours": ["red"]});
        assert_eq!(seen, json!({"dark": dark, "old": {"enabled": false}}));
    }

    #[test]
    fn what_is_no_set() {
        let mut wrong = set();
        wrong["values"]["dark"]["share"] = json!(101);
        assert!(refusal(&wrong).contains("101"), "{}", refusal(&wrong));
        let mut wrong = set();
        wrong["values"]["dark"]["colours"] = json!([1]);
        assert!(!refusal(&wrong).is_empty());
        let mut wrong = set();
        wrong["values"]["dark"]
            .as_object_mut()
            .unwrap()
            .remove("share");
        assert!(refusal(&wrong).contains("required"));
        let mut wrong = set();
        wrong["values"]["new"] = json!({"enabled": true});
        assert!(refusal(&wrong).contains("no definition"));
        let mut wrong = set();
        wrong["values"]["old"]["size"] = json!(1);
        assert!(refusal(&wrong).contains("not defined"));
        for (member, value) in [("version", json!("2")), ("more", json!(1))] {
            let mut wrong = set();
            wrong[member] = value;
            assert!(!refusal(&wrong).is_empty(), "{member}");
        }
        let mut wrong = set();
        wrong["flags"]["Big"] = json!({});
        assert!(!refusal(&wrong).is_empty());
        assert!(check(b"{}").is_err());
        assert!(check(b"text").is_err());
    }
}

//! A schema of OpenAPI as one of JSON Schema.

use serde_json::{Map, Value as Json, json};

const DRAFT: &str = "http://json-schema.org/draft-04/schema#";
const FROM: &str = "#/components/schemas/";
const TO: &str = "#/definitions/";

/// The root is the event, or else the only schema there is.
pub fn draft_4(open_api: &str) -> Option<String> {
    let read: Json = serde_json::from_str(open_api).ok()?;
    let components = read["components"]["schemas"].as_object()?;
    let root = components.get_key_value("AWSEvent");
    let (name, root) = root.or_else(|| components.iter().next())?;
    let mut document = Map::new();
    document.insert("$schema".to_owned(), json!(DRAFT));
    document.insert("title".to_owned(), read["info"]["title"].clone());
    if let Json::Object(members) = moved(root) {
        document.extend(members);
    }
    let others = components.iter().filter(|(other, _)| *other != name);
    let definitions: Map<String, Json> = others
        .map(|(name, schema)| (name.clone(), moved(schema)))
        .collect();
    document.insert("definitions".to_owned(), Json::Object(definitions));
    Some(Json::Object(document).to_string())
}

/// References go to where things are now.
fn moved(schema: &Json) -> Json {
    match schema {
        Json::Object(members) => {
            let members = members.iter().map(|(name, value)| match value {
                Json::String(text) if name == "$ref" => {
                    (name.clone(), Json::String(text.replacen(FROM, TO, 1)))
                }
                other => (name.clone(), moved(other)),
            });
            Json::Object(members.collect())
        }
        Json::Array(items) => Json::Array(items.iter().map(moved).collect()),
        other => other.clone(),
    }
}

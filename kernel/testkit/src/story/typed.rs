//! Words and JSON of a command line as the input of a call: by the model's shapes.

use super::{package, shorthand};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use haneul_model::{Kind, Model, ShapeId};
use serde_json::{Value as Json, json};

/// All the words of one option.
pub fn words(model: &Model, shape: ShapeId, words: &[String]) -> Result<Json, String> {
    match (&model.shape(shape).kind, words) {
        (Kind::Boolean, []) => Ok(json!(true)),
        (_, [one]) => word(model, shape, one),
        (Kind::List { member, .. }, many) => {
            let items = many.iter().map(|one| word(model, member.shape, one));
            Ok(Json::Array(items.collect::<Result<_, _>>()?))
        }
        (_, []) => Err("a value is missing".to_owned()),
        _ => Err("more than one value".to_owned()),
    }
}

fn word(model: &Model, shape: ShapeId, text: &str) -> Result<Json, String> {
    let kind = &model.shape(shape).kind;
    let structured = matches!(
        kind,
        Kind::Structure { .. } | Kind::List { .. } | Kind::Map { .. }
    );
    if structured && text.starts_with(['{', '[']) {
        let json: Json = serde_json::from_str(text).map_err(|e| e.to_string())?;
        return typed(model, shape, &json);
    }
    match kind {
        Kind::List { member, .. } => Ok(json!([word(model, member.shape, text)?])),
        Kind::Structure { .. } | Kind::Map { .. } => typed(model, shape, &shorthand::parse(text)?),
        _ => typed(model, shape, &json!(text)),
    }
}

/// Gives text the type of its shape.
pub fn typed(model: &Model, id: ShapeId, json: &Json) -> Result<Json, String> {
    let shape = model.shape(id);
    let wrong = || format!("{json} is no {}", shape.name);
    Ok(match (&shape.kind, json) {
        (Kind::Structure { document: true, .. }, json) => json.clone(),
        (Kind::Structure { .. }, Json::Object(fields)) => {
            let fields = fields.iter().map(|(name, value)| {
                let member = shape
                    .member(name)
                    .ok_or_else(|| format!("{} has no {name}", shape.name))?;
                Ok((name.clone(), typed(model, member.shape, value)?))
            });
            Json::Object(fields.collect::<Result<_, String>>()?)
        }
        (Kind::Map { value: of, .. }, Json::Object(entries)) => {
            let entries = entries
                .iter()
                .map(|(key, value)| Ok((key.clone(), typed(model, of.shape, value)?)));
            Json::Object(entries.collect::<Result<_, String>>()?)
        }
        (Kind::List { member, .. }, Json::Array(items)) => {
            let items = items.iter().map(|item| typed(model, member.shape, item));
            Json::Array(items.collect::<Result<_, _>>()?)
        }
        (Kind::List { member, .. }, one) => json!([typed(model, member.shape, one)?]),
        (Kind::Boolean, Json::String(text)) => json!(text.parse::<bool>().map_err(|_| wrong())?),
        (Kind::Integer | Kind::Long, Json::String(text)) => {
            json!(text.parse::<i64>().map_err(|_| wrong())?)
        }
        (Kind::Float | Kind::Double, Json::String(text)) => {
            json!(text.parse::<f64>().map_err(|_| wrong())?)
        }
        (Kind::Blob, Json::String(text)) => match package::literal(text) {
            Some(packed) => json!(package::in_json(&packed?)),
            None => json!(BASE64_STANDARD.encode(text)),
        },
        (_, json) => json.clone(),
    })
}

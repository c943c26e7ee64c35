//! An answer fits its shape: no unknown members, nothing required missing, enums kept.

use haneul_model::{Kind, Model, Operation, Shape, ShapeId};
use serde_json::Value as Json;

/// What is wrong with an answer, each with its place.
pub fn answer(model: &Model, operation: &Operation, output: &Json) -> Vec<String> {
    let mut faults = Vec::new();
    match operation.output {
        Some(shape) if !output.is_null() => value(model, shape, output, "", &mut faults),
        None if !is_empty(output) => faults.push(format!("{} answers nothing", operation.name)),
        _ => {}
    }
    faults
}

fn is_empty(json: &Json) -> bool {
    json.is_null() || json.as_object().is_some_and(|fields| fields.is_empty())
}

fn value(model: &Model, id: ShapeId, json: &Json, path: &str, faults: &mut Vec<String>) {
    let shape = model.shape(id);
    let right = match (&shape.kind, json) {
        (Kind::Structure { document: true, .. }, _) => true,
        (Kind::Structure { .. }, Json::Object(_)) => {
            structure(model, shape, json, path, faults);
            true
        }
        (Kind::List { member, .. }, Json::Array(items)) => {
            for (number, item) in items.iter().enumerate() {
                value(
                    model,
                    member.shape,
                    item,
                    &format!("{path}[{number}]"),
                    faults,
                );
            }
            true
        }
        (Kind::Map { value: of, .. }, Json::Object(entries)) => {
            for (key, entry) in entries {
                value(model, of.shape, entry, &format!("{path}.{key}"), faults);
            }
            true
        }
        (Kind::String, Json::String(text)) => {
            if !shape.enumeration.is_empty() && !shape.enumeration.contains(&text.as_str()) {
                faults.push(format!("{path}: {text:?} is no {}", shape.name));
            }
            true
        }
        (Kind::Blob, Json::String(_)) => true,
        (Kind::Boolean, Json::Bool(_)) => true,
        (Kind::Integer | Kind::Long, json) => json.is_i64(),
        (Kind::Float | Kind::Double | Kind::Timestamp, json) => json.is_number(),
        _ => false,
    };
    if !right {
        faults.push(format!("{path}: {json} is no {}", shape.name));
    }
}

fn structure(model: &Model, shape: &Shape, json: &Json, path: &str, faults: &mut Vec<String>) {
    for (name, field) in json.as_object().into_iter().flatten() {
        match shape.member(name) {
            Some(member) => {
                value(
                    model,
                    member.shape,
                    field,
                    &format!("{path}.{name}"),
                    faults,
                );
            }
            None => faults.push(format!("{path}: {} has no member {name}", shape.name)),
        }
    }
    // AWS leaves out what is empty, also where its models require it: the failures of a batch.
    let may_lack = |id: ShapeId| {
        let shape = model.shape(id);
        shape.streaming || matches!(shape.kind, Kind::List { .. } | Kind::Map { .. })
    };
    for member in shape.members() {
        if member.required && !member.streaming && !may_lack(member.shape) {
            if json.get(member.name).is_none() {
                faults.push(format!("{path}: {} is missing", member.name));
            }
        }
    }
}

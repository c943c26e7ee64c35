//! The fields of an event: those that every one has, and those of the JSON that its message is.

use serde_json::Value;

/// As many as AWS finds in one event.
const MOST: usize = 200;

/// Names and values of what is in a message, members of members behind a point.
pub fn fields(message: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    if message.trim_start().starts_with('{') {
        if let Ok(value) = serde_json::from_str::<Value>(message) {
            add(&mut found, "", &value);
        }
    }
    found
}

fn add(found: &mut Vec<(String, String)>, name: &str, value: &Value) {
    if found.len() >= MOST {
        return;
    }
    let behind = |part: &str| match name.is_empty() {
        true => part.to_owned(),
        false => format!("{name}.{part}"),
    };
    match value {
        Value::Object(members) => {
            for (member, value) in members {
                add(found, &behind(member), value);
            }
        }
        Value::Array(items) => {
            for (index, value) in items.iter().enumerate() {
                add(found, &behind(&index.to_string()), value);
            }
        }
        Value::Null => {}
        Value::String(text) => found.push((name.to_owned(), text.clone())),
        Value::Bool(true) => found.push((name.to_owned(), "1".to_owned())),
        Value::Bool(false) => found.push((name.to_owned(), "0".to_owned())),
        Value::Number(number) => found.push((name.to_owned(), number.to_string())),
    }
}

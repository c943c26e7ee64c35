//! Values as AWS's validation messages show them: the way Java prints them.

use crate::{Kind, Model, ShapeId, Value};

pub fn value(model: &Model, id: ShapeId, value: &Value) -> String {
    let shape = model.shape(id);
    if shape.sensitive {
        return "***".into();
    }
    match (value, &shape.kind) {
        (Value::Str(text), _) => text.clone(),
        (Value::Int(number), _) => number.to_string(),
        (Value::Float(number), _) => number.to_string(),
        (Value::Bool(flag), _) => flag.to_string(),
        (Value::Time(time), _) => time.to_string(),
        (Value::Document(json), _) => json.to_string(),
        (Value::Blob(bytes), _) => {
            let size = bytes.len();
            format!("java.nio.HeapByteBuffer[pos=0 lim={size} cap={size}]")
        }
        (Value::List(items), Kind::List { member, .. }) => {
            let texts: Vec<_> = items
                .iter()
                .map(|i| self::value(model, member.shape, i))
                .collect();
            format!("[{}]", texts.join(", "))
        }
        (Value::Map(entries), Kind::Map { value: of, .. }) => {
            let text =
                |(k, v): &(String, Value)| format!("{k}={}", self::value(model, of.shape, v));
            let texts: Vec<_> = entries.iter().map(text).collect();
            format!("{{{}}}", texts.join(", "))
        }
        (Value::Struct(fields), Kind::Structure { members, .. }) => {
            let text = |(name, v): &(&str, Value)| {
                let member = members.iter().find(|m| m.name == *name)?;
                Some(format!(
                    "{}={}",
                    lower_first(name),
                    self::value(model, member.shape, v)
                ))
            };
            let texts: Vec<_> = fields.iter().filter_map(text).collect();
            format!("{}({})", shape.name, texts.join(", "))
        }
        _ => "null".into(),
    }
}

/// Java's name of a member: `QueueName` is `queueName`.
pub fn lower_first(name: &str) -> String {
    let mut chars = name.chars();
    match chars.next() {
        Some(first) => first.to_ascii_lowercase().to_string() + chars.as_str(),
        None => String::new(),
    }
}

//! The parameters of a case as a value, and comparing values as a client would.

use haneul_model::{Fields, Kind, Model, ShapeId, Timestamp, Value};
use serde_json::Value as Json;

/// Parameters by the shape; members that the shape lacks are dropped.
pub fn value(model: &Model, id: ShapeId, json: &Json) -> Value {
    if json.is_null() {
        return Value::Null;
    }
    match &model.shape(id).kind {
        Kind::Structure { document: true, .. } => Value::Document(json.clone()),
        Kind::Structure { members, .. } => {
            let known = members.iter().filter_map(|m| {
                let found = json.get(m.name)?;
                Some((m.name, value(model, m.shape, found)))
            });
            Value::Struct(known.collect())
        }
        Kind::List { member, .. } => {
            let items = json.as_array().unwrap().iter();
            Value::List(items.map(|i| value(model, member.shape, i)).collect())
        }
        Kind::Map { value: member, .. } => {
            let entries = json.as_object().unwrap().iter();
            let entries = entries.map(|(k, v)| (k.clone(), value(model, member.shape, v)));
            Value::Map(entries.collect())
        }
        Kind::String => Value::Str(
            json.as_str()
                .map_or_else(|| json.to_string(), str::to_owned),
        ),
        Kind::Blob => Value::Blob(json.as_str().unwrap().to_owned().into()),
        Kind::Boolean => Value::Bool(json.as_bool().unwrap()),
        Kind::Integer | Kind::Long => json.as_i64().map_or(Value::Null, Value::Int),
        Kind::Float | Kind::Double => Value::Float(float(json)),
        Kind::Timestamp => Value::Time(time(json)),
    }
}

fn float(json: &Json) -> f64 {
    match json.as_str() {
        Some("NaN") => f64::NAN,
        Some("Infinity") => f64::INFINITY,
        Some("-Infinity") => f64::NEG_INFINITY,
        Some(text) => text.parse().unwrap(),
        None => json.as_f64().unwrap(),
    }
}

fn time(json: &Json) -> Timestamp {
    match json.as_f64() {
        Some(seconds) => Timestamp::from_millisecond((seconds * 1000.0).round() as i64).unwrap(),
        None => json.as_str().unwrap().parse().unwrap(),
    }
}

/// Null members count as absent, maps have no order.
pub fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Struct(a), Value::Struct(b)) => same_fields(a, b) && same_fields(b, a),
        (Value::List(a), Value::List(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
        }
        (Value::Map(a), Value::Map(b)) => {
            let has = |key: &str, value: &Value| b.iter().any(|(k, v)| k == key && same(value, v));
            a.len() == b.len() && a.iter().all(|(k, v)| has(k, v))
        }
        (Value::Float(a), Value::Float(b)) => a == b || (a.is_nan() && b.is_nan()),
        (Value::Time(a), Value::Time(b)) => a.as_millisecond() == b.as_millisecond(),
        _ => a == b,
    }
}

fn same_fields(a: &Fields, b: &Fields) -> bool {
    a.iter().filter(|(_, v)| !v.is_null()).all(|(name, value)| {
        let other = b.iter().find(|(n, _)| n == name);
        other.is_some_and(|(_, v)| same(value, v))
    })
}

//! Values: what fields are, and how they are compared and shown.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::Value as Json;
use std::cmp::Ordering;
use std::sync::Arc;

#[derive(Clone, Debug)]
pub enum Value {
    Null,
    Bool(bool),
    Number(f64),
    /// Milliseconds.
    Time(i64),
    Text(Arc<str>),
    Json(Arc<Json>),
}

impl Value {
    pub fn text(text: &str) -> Value {
        Value::Text(text.into())
    }

    pub fn of_json(json: &Json) -> Value {
        match json {
            Json::Null => Value::Null,
            Json::Bool(value) => Value::Bool(*value),
            Json::Number(number) => number.as_f64().map_or(Value::Null, Value::Number),
            Json::String(text) => Value::text(text),
            Json::Array(_) | Json::Object(_) => Value::Json(Arc::new(json.clone())),
        }
    }

    pub fn is_null(&self) -> bool {
        matches!(self, Value::Null)
    }

    /// Texts of digits are numbers, too.
    pub fn number(&self) -> Option<f64> {
        match self {
            Value::Number(number) => Some(*number),
            Value::Time(at) => Some(*at as f64),
            Value::Text(text) => {
                let text = text.trim();
                let looks = text
                    .bytes()
                    .all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'+' | b'e' | b'E'));
                if !looks {
                    return None;
                }
                text.parse().ok().filter(|number: &f64| number.is_finite())
            }
            Value::Bool(value) => Some(f64::from(u8::from(*value))),
            Value::Null | Value::Json(_) => None,
        }
    }

    pub fn is_true(&self) -> bool {
        match self {
            Value::Bool(value) => *value,
            Value::Number(number) => *number != 0.0,
            Value::Text(text) => text.as_ref() == "true" || text.as_ref() == "1",
            Value::Null | Value::Time(_) | Value::Json(_) => false,
        }
    }

    /// As answers show it; nothing is not shown.
    pub fn shown(&self) -> Option<String> {
        Some(match self {
            Value::Null => return None,
            Value::Bool(true) => "1".to_owned(),
            Value::Bool(false) => "0".to_owned(),
            Value::Number(number) => show_number(*number),
            Value::Time(at) => show_time(*at),
            Value::Text(text) => text.to_string(),
            Value::Json(json) => json.to_string(),
        })
    }

    /// As functions of texts take it.
    pub fn as_text(&self) -> String {
        self.shown().unwrap_or_default()
    }

    /// Numbers before texts; nothing is behind everything.
    pub fn order(&self, other: &Value) -> Ordering {
        match (self.is_null(), other.is_null()) {
            (false, false) => {}
            (left, right) => return left.cmp(&right),
        }
        match (self.number(), other.number()) {
            (Some(left), Some(right)) => left.total_cmp(&right),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => self.as_text().cmp(&other.as_text()),
        }
    }

    pub fn equals(&self, other: &Value) -> bool {
        match (self, other) {
            (Value::Null, _) | (_, Value::Null) => false,
            (Value::Text(left), Value::Text(right)) if left == right => true,
            _ => match (self.number(), other.number()) {
                (Some(left), Some(right)) => left == right,
                _ => self.as_text() == other.as_text(),
            },
        }
    }
}

/// Four digits behind the point at most.
fn show_number(number: f64) -> String {
    if number == number.trunc() && number.abs() < 1e15 {
        return format!("{}", number as i64);
    }
    if number.abs() >= 1e15 || number.abs() < 1e-4 {
        return format!("{number:E}");
    }
    let shown = format!("{number:.4}");
    shown.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn show_time(at: i64) -> String {
    match Timestamp::from_millisecond(at) {
        Ok(at) => {
            let at = at.to_zoned(TimeZone::UTC);
            at.strftime("%Y-%m-%d %H:%M:%S.%3f").to_string()
        }
        Err(_) => at.to_string(),
    }
}

/// What is under a path of names and numbers in JSON. A member may have points in its name.
pub fn dig<'j>(json: &'j Json, path: &str) -> Option<&'j Json> {
    if let Some(found) = json.get(path) {
        return Some(found);
    }
    let mut end = 0;
    loop {
        let next = path.get(end..)?.find('.')?;
        end += next;
        let (head, rest) = (&path[..end], &path[end + 1..]);
        let inner = match json {
            Json::Array(items) => head.parse().ok().and_then(|at: usize| items.get(at)),
            _ => json.get(head),
        };
        if let Some(inner) = inner {
            if let Some(found) = dig_item(inner, rest) {
                return Some(found);
            }
        }
        end += 1;
    }
}

fn dig_item<'j>(json: &'j Json, path: &str) -> Option<&'j Json> {
    match (json, path.parse::<usize>()) {
        (Json::Array(items), Ok(at)) => items.get(at),
        _ => dig(json, path),
    }
}

//! What a story expects of a command, and whether that came.

use super::bindings::Bindings;
use super::outcome::Outcome;
use serde_json::{Map, Value as Json};

const MORE: &str = "...";

/// The first thing that differs, or `None`.
pub fn differs(text: &str, outcome: &Outcome, known: &mut Bindings) -> Option<String> {
    match (text.trim(), outcome) {
        ("", Outcome::Answer(_)) => None,
        ("", Outcome::Refusal { .. }) => Some("the command was refused".to_owned()),
        (text, Outcome::Refusal { code, message }) => refusal(text, code, message, known),
        (text, Outcome::Answer(_)) if text.starts_with('!') => {
            Some("the command was expected to be refused".to_owned())
        }
        (text, Outcome::Answer(actual)) => match parse(text) {
            Ok(expected) => value(&expected, actual, known, ""),
            Err(why) => Some(format!("the expected output is no JSON: {why}")),
        },
    }
}

fn refusal(text: &str, code: &str, message: &str, known: &mut Bindings) -> Option<String> {
    let Some(expected) = text.strip_prefix('!') else {
        return Some("the command was refused".to_owned());
    };
    let expected = expected.trim();
    let same = match expected.split_once(": ") {
        None => known.matches(expected, code),
        Some((wanted, words)) => known.matches(wanted, code) && known.matches(words, message),
    };
    (!same).then(|| "it was refused with another error".to_owned())
}

/// JSON in which `...` may stand for further members or elements.
fn parse(text: &str) -> Result<Json, serde_json::Error> {
    let mut plain = String::new();
    let (mut inside_text, mut escaped, mut open) = (false, false, Vec::new());
    let mut left = text;
    while let Some(c) = left.chars().next() {
        if !inside_text && left.starts_with(MORE) {
            plain += if open.last() == Some(&'{') {
                "\"...\":0"
            } else {
                "\"...\""
            };
            left = &left[MORE.len()..];
            continue;
        }
        match c {
            '"' if !escaped => inside_text = !inside_text,
            '{' | '[' if !inside_text => open.push(c),
            '}' | ']' if !inside_text => drop(open.pop()),
            _ => {}
        }
        escaped = inside_text && c == '\\' && !escaped;
        plain.push(c);
        left = &left[c.len_utf8()..];
    }
    serde_json::from_str(&plain)
}

fn value(expected: &Json, actual: &Json, known: &mut Bindings, path: &str) -> Option<String> {
    let same = match (expected, actual) {
        (Json::Object(expected), Json::Object(actual)) => {
            return object(expected, actual, known, path);
        }
        (Json::Array(expected), Json::Array(actual)) => {
            return list(expected, actual, known, path);
        }
        (Json::String(expected), Json::String(actual)) => known.matches(expected, actual),
        (Json::String(expected), other) if expected.starts_with('<') => {
            known.matches(expected, &other.to_string())
        }
        (Json::Number(a), Json::Number(b)) => a.as_f64() == b.as_f64(),
        (expected, actual) => expected == actual,
    };
    (!same).then(|| {
        let expected = known.fill(&expected.to_string());
        format!("at {}: expected {expected}, came {actual}", place(path))
    })
}

fn place(path: &str) -> &str {
    if path.is_empty() { "the top" } else { path }
}

fn object(
    expected: &Map<String, Json>,
    actual: &Map<String, Json>,
    known: &mut Bindings,
    path: &str,
) -> Option<String> {
    for (name, wanted) in expected.iter().filter(|(name, _)| *name != MORE) {
        let name = known.fill(name);
        let Some(found) = actual.get(&name) else {
            return Some(format!("at {}: {name} is missing", place(path)));
        };
        let differs = value(wanted, found, known, &format!("{path}.{name}"));
        if differs.is_some() {
            return differs;
        }
    }
    if expected.contains_key(MORE) {
        return None;
    }
    let wanted = |name: &str| expected.keys().any(|k| known.fill(k) == name);
    let extra = actual.iter().find(|(name, _)| !wanted(name))?;
    Some(format!(
        "at {}: {} was not expected: {}",
        place(path),
        extra.0,
        extra.1
    ))
}

/// With `...` the expected elements must be found in this order, others may be between.
fn list(expected: &[Json], actual: &[Json], known: &mut Bindings, path: &str) -> Option<String> {
    let more = expected.iter().any(|e| e == MORE);
    let wanted: Vec<&Json> = expected.iter().filter(|e| *e != MORE).collect();
    if !more && wanted.len() != actual.len() {
        let (wanted, came) = (wanted.len(), actual.len());
        return Some(format!(
            "at {}: expected {wanted} elements, came {came}",
            place(path)
        ));
    }
    let mut from = 0;
    for (number, wanted) in wanted.into_iter().enumerate() {
        let path = format!("{path}[{number}]");
        if !more {
            if let Some(differs) = value(wanted, &actual[number], known, &path) {
                return Some(differs);
            }
            continue;
        }
        let found = actual[from..].iter().position(|a| {
            let mut tried = known.clone();
            let fits = value(wanted, a, &mut tried, &path).is_none();
            if fits {
                *known = tried;
            }
            fits
        });
        match found {
            Some(place) => from += place + 1,
            None => return Some(format!("{path} is not in the list")),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn check(text: &str, actual: Json) -> Option<String> {
        differs(text, &Outcome::Answer(actual), &mut Bindings::default())
    }

    #[test]
    fn dots_are_and_more() {
        assert_eq!(check(r#"{"a": 1, ...}"#, json!({"a": 1, "b": 2})), None);
        assert_eq!(check(r#"[2, ...]"#, json!([1, 2, 3])), None);
        assert!(check(r#"{"a": 1}"#, json!({"a": 1, "b": 2})).is_some());
        assert!(check(r#"{"a": "..."}"#, json!({"a": "b"})).is_some());
        assert!(check(r#"["<x>", "<x>"]"#, json!(["a", "b"])).is_some());
        assert_eq!(check(r#"{"n": "<n>"}"#, json!({"n": 5})), None);
    }
}

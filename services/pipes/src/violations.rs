//! What the model forbids, in the words of the schema validator in front of Pipes.

use haneul_model::{Violation, ViolationKind};

pub fn message(violations: &[Violation]) -> String {
    let texts: Vec<String> = violations.iter().map(text).collect();
    format!("[{}]", texts.join(", "))
}

fn text(violation: &Violation) -> String {
    // What is secret is not shown.
    let value = violation.value.as_deref().unwrap_or_default();
    let bound = violation.demand.rsplit(' ').next().unwrap_or_default();
    let length = value.chars().count();
    match violation.kind {
        ViolationKind::Missing => {
            let name = violation.path.rsplit('.').next().unwrap_or_default();
            let name = capital(name);
            format!("object has missing required properties ([\"{name}\"])")
        }
        ViolationKind::TooSmall => format!(
            "numeric instance is lower than the required minimum (minimum: {bound}, found: {value})"
        ),
        ViolationKind::TooLarge => format!(
            "numeric instance is greater than the required maximum (maximum: {bound}, found: {value})"
        ),
        ViolationKind::TooShort if violation.value.is_some() => {
            format!("string \"{value}\" is too short (length: {length}, required minimum: {bound})")
        }
        ViolationKind::TooLong if violation.value.is_some() => {
            format!("string \"{value}\" is too long (length: {length}, maximum allowed: {bound})")
        }
        ViolationKind::Pattern if violation.value.is_some() => {
            let (_, pattern) = violation.demand.split_once(": ").unwrap_or_default();
            format!("ECMA 262 regex \"{pattern}\" does not match input string \"{value}\"")
        }
        ViolationKind::Enum if violation.value.is_some() => {
            let (_, values) = violation.demand.split_once(": ").unwrap_or_default();
            let values = values.trim_matches(['[', ']']).replace(", ", "\",\"");
            format!(
                "instance value (\"{value}\") not found in enum (possible values: [\"{values}\"])"
            )
        }
        _ => violation.to_string(),
    }
}

/// Members begin with a capital letter, unless they are of a tag's call.
fn capital(name: &str) -> String {
    if ["resourceArn", "tags", "tagKeys"].contains(&name) {
        return name.to_owned();
    }
    let (first, rest) = name.split_at(name.chars().next().map_or(0, char::len_utf8));
    format!("{}{rest}", first.to_uppercase())
}

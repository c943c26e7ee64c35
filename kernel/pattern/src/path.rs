//! The JSON paths that EventBridge and Pipes know: `$.detail.items[0].name`, `$.resources[*]`.

use serde_json::Value as Json;

#[derive(Clone, Debug, PartialEq)]
pub struct Path(Vec<Step>);

#[derive(Clone, Debug, PartialEq)]
enum Step {
    Name(String),
    Element(usize),
    All,
}

impl Path {
    pub fn parse(text: &str) -> Option<Path> {
        let mut rest = text.strip_prefix('$')?;
        let mut steps = Vec::new();
        while !rest.is_empty() {
            if let Some(inner) = rest.strip_prefix('[') {
                let (index, after) = inner.split_once(']')?;
                steps.push(match index {
                    "*" => Step::All,
                    quoted if quoted.starts_with(['\'', '"']) => {
                        let quote = &quoted[..1];
                        let name = quoted.strip_prefix(quote)?.strip_suffix(quote)?;
                        Step::Name(name.to_owned())
                    }
                    number => Step::Element(number.parse().ok()?),
                });
                rest = after;
                continue;
            }
            let inner = rest.strip_prefix('.')?;
            let end = inner.find(['.', '[']).unwrap_or(inner.len());
            let name = &inner[..end];
            let known = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '/' | ':' | ' ');
            steps.push(match name {
                "*" => Step::All,
                name if !name.is_empty() && name.chars().all(known) => Step::Name(name.to_owned()),
                _ => return None,
            });
            rest = &inner[end..];
        }
        Some(Path(steps))
    }

    /// What is there. With `*` on the way it is a list.
    pub fn find(&self, value: &Json) -> Option<Json> {
        let mut found = vec![value];
        for step in &self.0 {
            found = found.into_iter().flat_map(|value| step.of(value)).collect();
        }
        match self.0.contains(&Step::All) {
            true => Some(Json::Array(found.into_iter().cloned().collect())),
            false => found.first().map(|value| (*value).clone()),
        }
    }
}

impl Step {
    fn of<'v>(&self, value: &'v Json) -> Vec<&'v Json> {
        match (self, value) {
            (Step::Name(name), Json::Object(members)) => members.get(name).into_iter().collect(),
            (Step::Element(number), Json::Array(list)) => list.get(*number).into_iter().collect(),
            (Step::All, Json::Array(list)) => list.iter().collect(),
            (Step::All, Json::Object(members)) => members.values().collect(),
            _ => Vec::new(),
        }
    }
}

/// What was found, as text: a text as it is, anything else as JSON.
pub fn found_text(value: &Json) -> String {
    match value {
        Json::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn paths() {
        let event = json!({"detail-type": "x", "detail": {"a": [{"b": 1}, {"b": 2}], "c d": null}});
        let find = |path: &str| Path::parse(path).unwrap().find(&event);
        assert_eq!(find("$.detail-type"), Some(json!("x")));
        assert_eq!(find("$.detail.a[1].b"), Some(json!(2)));
        assert_eq!(find("$.detail.a[*].b"), Some(json!([1, 2])));
        assert_eq!(find("$.detail['c d']"), Some(json!(null)));
        assert_eq!(find("$.detail.x"), None);
        assert_eq!(find("$"), Some(event.clone()));
        for text in [
            "", "detail", "$detail", "$.", "$.a[", "$.a[x]", "$..a", "$.a(b)",
        ] {
            assert_eq!(Path::parse(text), None, "{text}");
        }
    }
}

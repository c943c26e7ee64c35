//! Whether a dashboard's body is one.

use crate::limits::WIDGETS;
use serde_json::Value as Json;

const KINDS: &[&str] = &["metric", "text", "log", "alarm", "explorer", "custom"];

/// Where something is wrong, and what.
pub type Message = (String, String);

/// What speaks against a body, and what is only strange about it.
pub fn check(body: &str) -> Result<Vec<Message>, Vec<Message>> {
    let found: Result<Json, _> = serde_json::from_str(body);
    let Ok(Json::Object(fields)) = &found else {
        return Err(vec![said(
            "",
            "The field DashboardBody must be a valid JSON object",
        )]);
    };
    let Some(Json::Array(widgets)) = fields.get("widgets") else {
        return Err(vec![said(
            "/",
            "Should have a property widgets that is an array",
        )]);
    };
    if widgets.len() > WIDGETS {
        return Err(vec![said(
            "/widgets",
            &format!("Should not have more than {WIDGETS} items"),
        )]);
    }
    let (mut errors, mut warnings) = (Vec::new(), Vec::new());
    for (n, widget) in widgets.iter().enumerate() {
        of_widget(&format!("/widgets/{n}"), widget, &mut errors, &mut warnings);
    }
    match errors.is_empty() {
        true => Ok(warnings),
        false => Err(errors),
    }
}

fn said(path: &str, message: &str) -> Message {
    (path.to_owned(), message.to_owned())
}

fn of_widget(path: &str, widget: &Json, errors: &mut Vec<Message>, warnings: &mut Vec<Message>) {
    let Json::Object(fields) = widget else {
        errors.push(said(path, "Should be object"));
        return;
    };
    let kind = fields.get("type").and_then(Json::as_str);
    match kind {
        None => errors.push(said(path, "Should have required property 'type'")),
        Some(kind) if !KINDS.contains(&kind) => {
            errors.push(said(
                &format!("{path}/type"),
                "Should be equal to one of the allowed values",
            ));
        }
        Some(_) => {}
    }
    for (name, most) in [("x", 23), ("y", i64::MAX), ("width", 24), ("height", 1_000)] {
        let least = i64::from(name == "width" || name == "height");
        let bad = fields.get(name).is_some_and(|value| {
            value
                .as_i64()
                .is_none_or(|value| !(least..=most).contains(&value))
        });
        if bad {
            errors.push(said(
                &format!("{path}/{name}"),
                "Should be an integer in its range",
            ));
        }
    }
    let Some(Json::Object(properties)) = fields.get("properties") else {
        errors.push(said(path, "Should have required property 'properties'"));
        return;
    };
    let has = |name: &str| properties.contains_key(name);
    let place = format!("{path}/properties");
    match kind {
        Some("text") if !has("markdown") => {
            errors.push(said(&place, "Should have required property 'markdown'"));
        }
        Some("log") if !has("query") => {
            errors.push(said(&place, "Should have required property 'query'"));
        }
        Some("alarm") if !has("alarms") => {
            errors.push(said(&place, "Should have required property 'alarms'"));
        }
        Some("metric") if !has("metrics") && !has("annotations") => {
            errors.push(said(&place, "Should have property metrics or annotations"));
        }
        Some("metric")
            if properties
                .get("metrics")
                .is_some_and(|metrics| !metrics.is_array()) =>
        {
            errors.push(said(&format!("{place}/metrics"), "Should be array"));
        }
        Some("metric") if !has("region") => {
            warnings.push(said(
                &place,
                "No region is specified; the console's Region will be used",
            ));
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies() {
        let text = r#"{"widgets": [{"type": "text", "properties": {"markdown": "hello"}}]}"#;
        assert_eq!(check(text), Ok(Vec::new()));
        let metric = r#"{"widgets": [{"type": "metric", "x": 0, "width": 6, "properties": {"metrics": []}}]}"#;
        assert_eq!(check(metric).map(|warnings| warnings.len()), Ok(1));
        for bad in [
            "",
            "1",
            "{}",
            r#"{"widgets": 1}"#,
            r#"{"widgets": [1]}"#,
            r#"{"widgets": [{}]}"#,
            r#"{"widgets": [{"type": "text", "properties": {}}]}"#,
            r#"{"widgets": [{"type": "odd", "properties": {}}]}"#,
            r#"{"widgets": [{"type": "text", "x": -1, "properties": {"markdown": ""}}]}"#,
        ] {
            assert!(check(bad).is_err(), "{bad}");
        }
    }
}

//! Rules, and which of them a request meets.

use crate::shapes::CORSRule;
use crate::{errors, limits};
use haneul_pipeline::AwsError;
use serde::{Deserialize, Serialize};

const METHODS: &[&str] = &["GET", "PUT", "POST", "DELETE", "HEAD"];

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Rule {
    pub id: Option<String>,
    pub origins: Vec<String>,
    pub methods: Vec<String>,
    pub headers: Vec<String>,
    pub exposed: Vec<String>,
    pub max_age: Option<i64>,
}

/// Checks rules as AWS does.
pub fn checked(rules: Vec<CORSRule>) -> Result<Vec<Rule>, AwsError> {
    if rules.is_empty() {
        return Err(errors::malformed_xml());
    }
    if rules.len() > limits::CORS_RULES {
        return Err(errors::invalid_request(format!(
            "The number of CORS rules should not exceed allowed limit of {} rules.",
            limits::CORS_RULES
        )));
    }
    rules.into_iter().map(one).collect()
}

fn one(rule: CORSRule) -> Result<Rule, AwsError> {
    let rule = Rule {
        id: rule.id,
        origins: rule.allowed_origins,
        methods: rule.allowed_methods,
        headers: rule.allowed_headers.unwrap_or_default(),
        exposed: rule.expose_headers.unwrap_or_default(),
        max_age: rule.max_age_seconds,
    };
    let too_long = rule.id.as_ref().is_some_and(|id| id.chars().count() > 255);
    if rule.origins.is_empty() || rule.methods.is_empty() || too_long {
        return Err(errors::malformed_xml());
    }
    if let Some(other) = rule.methods.iter().find(|m| !METHODS.contains(&m.as_str())) {
        return Err(errors::invalid_request(format!(
            "Found unsupported HTTP method in CORS config. Unsupported method is {other}"
        )));
    }
    for (name, values) in [
        ("AllowedOrigin", &rule.origins),
        ("AllowedHeader", &rule.headers),
    ] {
        if let Some(value) = values.iter().find(|v| v.matches('*').count() > 1) {
            return Err(errors::invalid_request(format!(
                "{name} \"{value}\" can not have more than one wildcard."
            )));
        }
    }
    match rule.exposed.iter().find(|value| value.contains('*')) {
        Some(value) => Err(errors::invalid_request(format!(
            "ExposeHeader \"{value}\" contains wildcard. We currently do not support wildcard for ExposeHeader."
        ))),
        None => Ok(rule),
    }
}

pub fn shown(rule: Rule) -> CORSRule {
    let some = |list: Vec<String>| (!list.is_empty()).then_some(list);
    CORSRule {
        id: rule.id,
        allowed_origins: rule.origins,
        allowed_methods: rule.methods,
        allowed_headers: some(rule.headers),
        expose_headers: some(rule.exposed),
        max_age_seconds: rule.max_age,
    }
}

/// What a browser asks for.
pub struct Asked<'a> {
    pub origin: &'a str,
    pub method: &'a str,
    /// Headers that the page wants to send, with commas.
    pub headers: Option<&'a str>,
}

impl Asked<'_> {
    /// The first rule that allows it all.
    pub fn met<'r>(&self, rules: &'r [Rule]) -> Option<&'r Rule> {
        rules.iter().find(|rule| {
            rule.methods.iter().any(|method| method == self.method)
                && rule.origins.iter().any(|origin| fits(origin, self.origin))
                && self.wanted().all(|header| {
                    let mut allowed = rule.headers.iter();
                    allowed.any(|mask| fits(&mask.to_ascii_lowercase(), &header))
                })
        })
    }

    fn wanted(&self) -> impl Iterator<Item = String> {
        let names = self.headers.unwrap_or_default().split(',');
        names
            .map(|name| name.trim().to_ascii_lowercase())
            .filter(|name| !name.is_empty())
    }

    pub fn headers(&self, rule: &Rule) -> Vec<(&'static str, String)> {
        let everyone = rule.origins.iter().any(|origin| origin == "*");
        let mut headers = vec![
            (
                "access-control-allow-origin",
                if everyone { "*" } else { self.origin }.to_owned(),
            ),
            ("access-control-allow-methods", rule.methods.join(", ")),
            (
                "vary",
                "Origin, Access-Control-Request-Headers, Access-Control-Request-Method".to_owned(),
            ),
        ];
        if !everyone {
            headers.push(("access-control-allow-credentials", "true".to_owned()));
        }
        let wanted: Vec<String> = self.wanted().collect();
        if !wanted.is_empty() {
            headers.push(("access-control-allow-headers", wanted.join(", ")));
        }
        if !rule.exposed.is_empty() {
            headers.push(("access-control-expose-headers", rule.exposed.join(", ")));
        }
        if let Some(seconds) = rule.max_age {
            headers.push(("access-control-max-age", seconds.to_string()));
        }
        headers
    }
}

/// One star stands for anything.
fn fits(mask: &str, text: &str) -> bool {
    match mask.split_once('*') {
        None => mask == text,
        Some((before, after)) => {
            text.len() >= before.len() + after.len()
                && text.starts_with(before)
                && text.ends_with(after)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn stars() {
        for (mask, text, expected) in [
            ("*", "https://a.example", true),
            ("https://*.example", "https://a.example", true),
            ("https://*.example", "https://a.b.example", true),
            ("https://*.example", "http://a.example", false),
            ("ab*ba", "aba", false),
            ("x-amz-*", "x-amz-date", true),
            ("https://a", "https://a", true),
            ("https://a", "https://ab", false),
        ] {
            assert_eq!(fits(mask, text), expected, "{mask} {text}");
        }
    }
}

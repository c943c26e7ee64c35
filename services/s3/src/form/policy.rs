//! The policy of a form: what its maker lets others upload.

use crate::body;
use haneul_pipeline::{AwsError, Form};
use jiff::Timestamp;
use serde_json::Value as Json;
use std::ops::RangeInclusive;

pub struct Policy {
    pub expiration: Timestamp,
    conditions: Vec<Condition>,
}

struct Condition {
    /// As it is shown to whoever does not meet it.
    text: String,
    test: Test,
}

enum Test {
    Equal(String, String),
    Begins(String, String),
    Sizes(RangeInclusive<u64>),
}

/// Fields that no condition need speak of.
const FREE: &[&str] = &[
    "x-amz-signature",
    "policy",
    "signature",
    "awsaccesskeyid",
    "file",
];

pub fn refused(why: &str) -> AwsError {
    AwsError::new(
        "AccessDenied",
        format!("Invalid according to Policy: {why}"),
    )
    .status(403)
}

fn invalid(why: &str) -> AwsError {
    AwsError::new("InvalidPolicyDocument", format!("Invalid Policy: {why}")).status(400)
}

impl Policy {
    pub fn parse(text: &str) -> Result<Policy, AwsError> {
        let bytes = body::decode(text.trim()).ok_or_else(|| invalid("Invalid JSON."))?;
        let document: Json =
            serde_json::from_slice(&bytes).map_err(|_| invalid("Invalid JSON."))?;
        let expiration = match &document["expiration"] {
            Json::Null => return Err(invalid("Policy missing expiration.")),
            Json::String(text) => text
                .parse()
                .map_err(|_| invalid(&format!("Invalid 'expiration' value: '{text}'")))?,
            other => return Err(invalid(&format!("Invalid 'expiration' value: '{other}'"))),
        };
        let Json::Array(listed) = &document["conditions"] else {
            return Err(invalid("Policy missing conditions."));
        };
        let mut conditions = Vec::new();
        for one in listed {
            read(one, &mut conditions)?;
        }
        Ok(Policy {
            expiration,
            conditions,
        })
    }

    /// Checks a form, and says how large its file may be.
    pub fn check(&self, form: &Form) -> Result<Option<RangeInclusive<u64>>, AwsError> {
        let mut sizes = None;
        for condition in &self.conditions {
            let met = match &condition.test {
                Test::Equal(field, wanted) => value(form, field) == *wanted,
                Test::Begins(field, wanted) => begins(field, value(form, field), wanted),
                Test::Sizes(range) => {
                    sizes = Some(range.clone());
                    true
                }
            };
            if !met {
                let text = &condition.text;
                return Err(refused(&format!("Policy Condition failed: {text}")));
            }
        }
        let extra = form.fields.iter().map(|(name, _)| name);
        let extra: Vec<&str> = extra
            .filter(|name| !self.covers(name))
            .map(String::as_str)
            .collect();
        match extra.is_empty() {
            true => Ok(sizes),
            false => Err(refused(&format!(
                "Extra input fields: {}",
                extra.join(", ")
            ))),
        }
    }

    fn covers(&self, name: &str) -> bool {
        let name = name.to_ascii_lowercase();
        FREE.contains(&name.as_str())
            || name.starts_with("x-ignore-")
            || self.conditions.iter().any(|condition| {
                matches!(&condition.test, Test::Equal(field, _) | Test::Begins(field, _)
                    if *field == name)
            })
    }
}

fn value<'f>(form: &'f Form, field: &str) -> &'f str {
    match field {
        "bucket" => &form.bucket,
        other => form.get(other).unwrap_or_default(),
    }
}

/// Of several types of content, each must begin so.
fn begins(field: &str, value: &str, wanted: &str) -> bool {
    match field {
        "content-type" => value.split(',').all(|one| one.trim().starts_with(wanted)),
        _ => value.starts_with(wanted),
    }
}

fn read(one: &Json, conditions: &mut Vec<Condition>) -> Result<(), AwsError> {
    match one {
        Json::Object(pairs) => {
            for (name, value) in pairs {
                let Json::String(value) = value else {
                    return Err(invalid("Invalid Simple-Condition: value must be a string."));
                };
                let field = Json::String(format!("${name}"));
                let shown = [
                    Json::String("eq".to_owned()),
                    field,
                    Json::String(value.clone()),
                ];
                conditions.push(Condition {
                    text: shown_list(&shown),
                    test: Test::Equal(name.to_ascii_lowercase(), value.clone()),
                });
            }
            Ok(())
        }
        Json::Array(parts) => {
            conditions.push(Condition {
                text: shown_list(parts),
                test: test(parts)?,
            });
            Ok(())
        }
        _ => Err(invalid("Invalid Condition: must be a list or an object.")),
    }
}

fn shown_list(parts: &[Json]) -> String {
    let parts: Vec<String> = parts.iter().map(Json::to_string).collect();
    format!("[{}]", parts.join(", "))
}

fn test(parts: &[Json]) -> Result<Test, AwsError> {
    let [operator, field, value] = parts else {
        return Err(invalid("Invalid Condition: wrong number of arguments."));
    };
    let operator = operator.as_str().unwrap_or_default().to_ascii_lowercase();
    if operator == "content-length-range" {
        let (Some(least), Some(most)) = (number(field), number(value)) else {
            return Err(invalid("Invalid content-length-range: Invalid number."));
        };
        return Ok(Test::Sizes(least..=most));
    }
    let (Some(field), Some(value)) = (field.as_str(), value.as_str()) else {
        return Err(invalid("Invalid Condition: value must be a string."));
    };
    let Some(field) = field.strip_prefix('$') else {
        return Err(invalid("Invalid Condition: field must begin with '$'."));
    };
    let (field, value) = (field.to_ascii_lowercase(), value.to_owned());
    match operator.as_str() {
        "eq" => Ok(Test::Equal(field, value)),
        "starts-with" => Ok(Test::Begins(field, value)),
        other => Err(invalid(&format!(
            "Invalid Condition: unknown operation '{other}'."
        ))),
    }
}

fn number(value: &Json) -> Option<u64> {
    match value {
        Json::String(text) => text.parse().ok(),
        other => other.as_u64(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy(conditions: &str) -> Result<Policy, AwsError> {
        let text =
            format!(r#"{{"expiration": "2030-01-01T00:00:00Z", "conditions": {conditions}}}"#);
        Policy::parse(&body::encode(text.as_bytes()))
    }

    fn form(fields: &[(&str, &str)]) -> Form {
        let own = |(a, b): &(&str, &str)| ((*a).to_owned(), (*b).to_owned());
        Form {
            bucket: "b".to_owned(),
            fields: fields.iter().map(own).collect(),
            file_name: String::new(),
        }
    }

    #[test]
    fn conditions() {
        for (conditions, fields, expected) in [
            (
                r#"[{"bucket": "b"}, {"key": "k"}]"#,
                vec![("key", "k")],
                Ok(()),
            ),
            (
                r#"[["eq", "$Key", "k"]]"#,
                vec![("KEY", "k"), ("x-ignore-a", ""), ("Policy", "")],
                Ok(()),
            ),
            (
                r#"[{"bucket": "c"}]"#,
                vec![],
                Err(r#"Policy Condition failed: ["eq", "$bucket", "c"]"#),
            ),
            (
                r#"[["starts-with", "$key", "a/"]]"#,
                vec![("key", "a/b")],
                Ok(()),
            ),
            (
                r#"[["starts-with", "$key", "a/"]]"#,
                vec![("key", "b")],
                Err(r#"Policy Condition failed: ["starts-with", "$key", "a/"]"#),
            ),
            (
                r#"[["starts-with", "$Content-Type", "image/"]]"#,
                vec![("Content-Type", "image/a,image/b")],
                Ok(()),
            ),
            (
                r#"[["starts-with", "$Content-Type", "image/"]]"#,
                vec![("Content-Type", "image/a,text/b")],
                Err(r#"Policy Condition failed: ["starts-with", "$Content-Type", "image/"]"#),
            ),
            (
                r#"[]"#,
                vec![("acl", "private"), ("key", "k")],
                Err("Extra input fields: acl, key"),
            ),
        ] {
            let checked = policy(conditions).unwrap().check(&form(&fields));
            let told = checked.map(|_| ()).map_err(|error| error.message);
            let expected = expected.map_err(|why| format!("Invalid according to Policy: {why}"));
            assert_eq!(told, expected, "{conditions}");
        }
        let sizes = policy(r#"[["content-length-range", 1, "10"]]"#).unwrap();
        assert_eq!(sizes.check(&form(&[])).unwrap(), Some(1..=10));
    }

    #[test]
    fn documents() {
        for (text, why) in [
            ("", "Invalid JSON."),
            ("{}", "Policy missing expiration."),
            (
                r#"{"expiration": "soon"}"#,
                "Invalid 'expiration' value: 'soon'",
            ),
            (
                r#"{"expiration": "2030-01-01T00:00:00Z"}"#,
                "Policy missing conditions.",
            ),
        ] {
            let error = Policy::parse(&body::encode(text.as_bytes())).err().unwrap();
            assert_eq!(error.message, format!("Invalid Policy: {why}"));
        }
        for conditions in [
            r#"[1]"#,
            r#"[{"a": 1}]"#,
            r#"[["eq", "$a"]]"#,
            r#"[["eq", "a", "b"]]"#,
            r#"[["is", "$a", "b"]]"#,
            r#"[["content-length-range", 1, "x"]]"#,
        ] {
            let error = policy(conditions).err().unwrap();
            assert_eq!(error.code, "InvalidPolicyDocument", "{conditions}");
        }
    }
}

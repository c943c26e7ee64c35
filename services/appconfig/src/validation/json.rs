//! JSON Schema: of draft 4, where a schema does not say which.

use crate::errors::{self, Detail};
use haneul_pipeline::AwsError;
use jsonschema::{Draft, PatternOptions, Validator};
use serde_json::Value as Json;

/// Of one answer.
const SHOWN: usize = 10;
/// Characters of what is told of one.
const TOLD: usize = 1_024;
/// Steps that one pattern may take on one text.
const BACKTRACKS: usize = 100_000;

pub fn schema(text: &str) -> Result<Validator, AwsError> {
    let wrong = |why: String| errors::bad(format!("The JSON schema is invalid: {why}"));
    let read: Json = serde_json::from_str(text).map_err(|why| wrong(why.to_string()))?;
    let options = jsonschema::options()
        .with_pattern_options(PatternOptions::fancy_regex().backtrack_limit(BACKTRACKS));
    let options = match read.get("$schema") {
        Some(_) => options,
        None => options.with_draft(Draft::Draft4),
    };
    options.build(&read).map_err(|why| wrong(why.to_string()))
}

/// What a schema does not like of a configuration.
pub fn violations(schema: &Validator, content: &[u8]) -> Vec<Detail> {
    let read: Json = match serde_json::from_slice(content) {
        Ok(read) => read,
        Err(why) => {
            return vec![Detail {
                reason: format!("The configuration is not valid JSON: {why}"),
                kind: "JSON_SCHEMA".to_owned(),
                ..Detail::default()
            }];
        }
    };
    let found = schema.iter_errors(&read).take(SHOWN);
    let found = found.map(|error| {
        let path = error.schema_path().to_string();
        let constraint = path.rsplit('/').next().unwrap_or_default().to_owned();
        Detail {
            constraint,
            location: error.instance_path().to_string(),
            reason: cut(error.to_string()),
            kind: "JSON_SCHEMA".to_owned(),
            value: cut(error.instance().to_string()),
        }
    });
    found.collect()
}

fn cut(text: String) -> String {
    match text.char_indices().nth(TOLD) {
        Some((at, _)) => text[..at].to_owned(),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_schema_says() {
        let limits =
            r#"{"type": "object", "properties": {"most": {"type": "integer", "maximum": 5}}}"#;
        let limits = schema(limits).unwrap();
        assert!(violations(&limits, br#"{"most": 5}"#).is_empty());
        let found = violations(&limits, br#"{"most": 6}"#);
        assert_eq!(found.len(), 1);
        let first = &found[0];
        assert_eq!(
            (first.constraint.as_str(), first.location.as_str()),
            ("maximum", "/most")
        );
        assert_eq!(first.value, "6");
        assert_eq!(violations(&limits, b"{").len(), 1);
    }

    #[test]
    fn schemas_that_are_none() {
        for text in ["", "[", r#"{"type": "wonder"}"#, r#"{"pattern": "("}"#] {
            assert!(schema(text).is_err(), "{text}");
        }
        // Nobody is asked for the schema of somebody else.
        assert!(schema(r#"{"$ref": "http://127.0.0.1:9/x.json"}"#).is_err());
        assert!(schema(r#"{"$ref": "file:///etc/passwd"}"#).is_err());
    }

    /// Draft 4 says in a flag whether the limit itself is allowed.
    #[test]
    fn draft_4_is_the_usual_one() {
        let text = r#"{"maximum": 5, "exclusiveMaximum": true}"#;
        let usual = schema(text).unwrap();
        assert_eq!(violations(&usual, b"5").len(), 1);
        let newer =
            r#"{"$schema": "http://json-schema.org/draft-07/schema#", "exclusiveMaximum": 5}"#;
        let newer = schema(newer).unwrap();
        assert_eq!(violations(&newer, b"5").len(), 1);
    }
}

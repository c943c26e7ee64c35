//! Which tags there may be.

use crate::shapes::Tag;
use crate::{errors, limits};
use haneul_pipeline::AwsError;
use percent_encoding::percent_decode_str;
use std::collections::HashSet;

type Tags = Vec<(String, String)>;

pub fn bucket_tags(tags: Vec<Tag>) -> Result<Tags, AwsError> {
    checked(pairs(tags), "Bucket", limits::BUCKET_TAGS)
}

pub fn object_tags(tags: Vec<Tag>) -> Result<Tags, AwsError> {
    checked(pairs(tags), "Object", limits::OBJECT_TAGS)
}

/// Those that a rule of a bucket's configuration asks objects for.
pub fn filter_tags(tags: Vec<Tag>) -> Result<Tags, AwsError> {
    checked(pairs(tags), "Object", limits::OBJECT_TAGS)
}

pub fn shown(tags: &[(String, String)]) -> Vec<Tag> {
    let show = |(key, value): &(String, String)| Tag {
        key: key.clone(),
        value: value.clone(),
    };
    tags.iter().map(show).collect()
}

/// `x-amz-tagging`: tags as a query string.
pub fn from_header(header: &str) -> Result<Tags, AwsError> {
    let malformed = || {
        errors::invalid_argument(
            "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters without tag name duplicates.",
            "x-amz-tagging",
            header,
        )
    };
    let mut tags = Vec::new();
    let mut names = HashSet::new();
    for pair in header.split('&').filter(|pair| !pair.is_empty()) {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        let (Some(key), Some(value)) = (decoded(key), decoded(value)) else {
            return Err(malformed());
        };
        if !names.insert(key.clone()) {
            return Err(malformed());
        }
        tags.push((key, value));
    }
    checked(tags, "Object", limits::OBJECT_TAGS)
}

fn decoded(text: &str) -> Option<String> {
    let spaced = text.replace('+', " ");
    let decoded = percent_decode_str(&spaced).decode_utf8().ok()?;
    Some(decoded.into_owned())
}

fn pairs(tags: Vec<Tag>) -> Tags {
    tags.into_iter().map(|tag| (tag.key, tag.value)).collect()
}

fn checked(tags: Tags, what: &str, most: usize) -> Result<Tags, AwsError> {
    if tags.len() > most {
        return Err(errors::too_many_tags(what, most));
    }
    let mut names = HashSet::new();
    for (key, value) in &tags {
        if !names.insert(key) {
            return Err(errors::invalid_tag(
                "Cannot provide multiple Tags with the same key",
                key,
            ));
        }
        if key.starts_with("aws:") {
            return Err(errors::invalid_tag(
                "System tags cannot be added/updated by requester",
                key,
            ));
        }
        if key.is_empty() || !fits(key, limits::TAG_KEY_CHARS) {
            return Err(errors::invalid_tag(
                "The TagKey you have provided is invalid",
                key,
            ));
        }
        if !fits(value, limits::TAG_VALUE_CHARS) {
            return Err(errors::invalid_tag(
                "The TagValue you have provided is invalid",
                key,
            ));
        }
    }
    Ok(tags)
}

/// Letters and digits of any script, spaces, and `_ . : / = + - @`.
fn fits(text: &str, most: usize) -> bool {
    let allowed = |c: char| c.is_alphanumeric() || c.is_whitespace() || "_.:/=+-@".contains(c);
    text.chars().count() <= most && text.chars().all(allowed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(result: Result<Tags, AwsError>) -> String {
        result.err().map_or(String::new(), |e| e.code.into_owned())
    }

    #[test]
    fn headers() {
        let tags = from_header("a=1&b+c=%ED%95%98&d").ok();
        let expected = [("a", "1"), ("b c", "하"), ("d", "")];
        let expected = expected.map(|(k, v)| (k.to_owned(), v.to_owned()));
        assert_eq!(tags.as_deref(), Some(expected.as_slice()));
        assert_eq!(code(from_header("a=1&a=2")), "InvalidArgument");
        assert_eq!(code(from_header("a=%FF")), "InvalidArgument");
        assert_eq!(code(from_header("aws:x=1")), "InvalidTag");
        let many: Vec<String> = (0..11).map(|n| format!("k{n}=v")).collect();
        assert_eq!(code(from_header(&many.join("&"))), "BadRequest");
        assert_eq!(from_header("").ok(), Some(Vec::new()));
    }

    #[test]
    fn rules() {
        let one = |key: &str, value: &str| {
            let tag = Tag {
                key: key.to_owned(),
                value: value.to_owned(),
            };
            code(object_tags(vec![
                tag.clone(),
                Tag {
                    key: "x".into(),
                    ..tag
                },
            ]))
        };
        assert_eq!(one("ok", "fine"), "");
        assert_eq!(one("x", "twice"), "InvalidTag");
        assert_eq!(one("", "none"), "InvalidTag");
        assert_eq!(one(&"k".repeat(129), ""), "InvalidTag");
        assert_eq!(one("k", &"v".repeat(257)), "InvalidTag");
        assert_eq!(one("k{", ""), "InvalidTag");
        assert_eq!(one("k", "v|"), "InvalidTag");
    }
}

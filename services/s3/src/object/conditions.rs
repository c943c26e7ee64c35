//! Conditional requests, by the precedence of RFC 9110.

use super::{Object, quoted};
use crate::errors;
use haneul_pipeline::AwsError;
use jiff::Timestamp;

/// What a read depends on.
#[derive(Clone, Debug, Default)]
pub struct Conditions {
    pub if_match: Option<String>,
    pub if_none_match: Option<String>,
    pub if_modified_since: Option<Timestamp>,
    pub if_unmodified_since: Option<Timestamp>,
}

impl Conditions {
    /// For reads: an unchanged object is answered with 304.
    pub fn check(&self, object: &Object) -> Result<(), AwsError> {
        self.check_changes(object)?;
        if self.is_unchanged(object) {
            let modified = http_date(object.modified);
            return Err(errors::not_modified(&quoted(&object.etag), modified));
        }
        Ok(())
    }

    /// For the source of a copy: whatever does not hold is a failure.
    pub fn check_source(&self, object: &Object) -> Result<(), AwsError> {
        if self.check_changes(object).is_err() || self.is_unchanged(object) {
            return Err(errors::precondition_failed("x-amz-copy-source-If-*"));
        }
        Ok(())
    }

    fn check_changes(&self, object: &Object) -> Result<(), AwsError> {
        if let Some(tags) = &self.if_match {
            return match matches(tags, &object.etag) {
                true => Ok(()),
                false => Err(errors::precondition_failed("If-Match")),
            };
        }
        match self.if_unmodified_since {
            Some(since) if object.modified.as_second() > since.as_second() => {
                Err(errors::precondition_failed("If-Unmodified-Since"))
            }
            _ => Ok(()),
        }
    }

    fn is_unchanged(&self, object: &Object) -> bool {
        if let Some(tags) = &self.if_none_match {
            return matches(tags, &object.etag);
        }
        self.if_modified_since
            .is_some_and(|since| object.modified.as_second() <= since.as_second())
    }
}

/// Whether a list of entity tags, or `*`, names this one.
pub fn matches(tags: &str, etag: &str) -> bool {
    tags.trim() == "*" || tags.split(',').any(|tag| unquoted(tag) == etag)
}

/// An entity tag as clients write it: quoted or not, weak or not.
pub fn unquoted(tag: &str) -> &str {
    let tag = tag.trim();
    tag.strip_prefix("W/").unwrap_or(tag).trim_matches('"')
}

/// What a write depends on; `old` is what it would replace.
pub fn check_write(
    if_match: Option<&str>,
    if_none_match: Option<&str>,
    old: Option<&Object>,
    key: &str,
) -> Result<(), AwsError> {
    match (if_none_match.map(str::trim), old) {
        (None, _) | (Some("*"), None) => {}
        (Some("*"), Some(_)) => return Err(errors::precondition_failed("If-None-Match")),
        (Some(_), _) => return Err(errors::header_not_implemented("If-None-Match")),
    }
    match (if_match, old) {
        (None, _) => Ok(()),
        (Some(_), None) => Err(errors::no_such_key(key)),
        (Some(tag), Some(old)) if unquoted(tag) == old.etag => Ok(()),
        (Some(_), Some(_)) => Err(errors::precondition_failed("If-Match")),
    }
}

/// S3 conditions a write on one of the two.
pub fn refuse_both(if_match: Option<&str>, if_none_match: Option<&str>) -> Result<(), AwsError> {
    match (if_match, if_none_match) {
        (Some(_), Some(_)) => Err(errors::header_not_implemented("If-Match,If-None-Match")),
        (Some(tag), None) if tag.trim() == "*" => Err(errors::header_not_implemented("If-Match")),
        (None, Some(tag)) if tag.trim() != "*" => {
            Err(errors::header_not_implemented("If-None-Match"))
        }
        _ => Ok(()),
    }
}

pub fn http_date(at: Timestamp) -> String {
    at.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::object::Content;

    fn object() -> Object {
        Object {
            size: 0,
            etag: "abc".to_owned(),
            modified: Timestamp::from_second(1_000).unwrap_or_default(),
            content: Content::Empty,
            checksum: None,
            headers: Default::default(),
            metadata: Vec::new(),
            tags: Vec::new(),
            version: None,
            order: 0,
            lock: Default::default(),
            encryption: None,
            placed: None,
            storage: Default::default(),
            replication: None,
            redirect: None,
            owner: None,
            acl: None,
        }
    }

    fn outcome(
        if_match: Option<&str>,
        if_none_match: Option<&str>,
        modified: Option<i64>,
        unmodified: Option<i64>,
    ) -> u16 {
        let at = |second: i64| Timestamp::from_second(second).unwrap_or_default();
        let conditions = Conditions {
            if_match: if_match.map(str::to_owned),
            if_none_match: if_none_match.map(str::to_owned),
            if_modified_since: modified.map(at),
            if_unmodified_since: unmodified.map(at),
        };
        match conditions.check(&object()) {
            Ok(()) => 200,
            Err(error) => error.status.unwrap_or_default(),
        }
    }

    #[test]
    fn precedence() {
        const SAME: Option<&str> = Some("\"abc\"");
        const OTHER: Option<&str> = Some("\"xyz\"");
        for (case, expected) in [
            ((None, None, None, None), 200),
            ((SAME, None, None, None), 200),
            ((Some("abc"), None, None, None), 200),
            ((Some("*"), None, None, None), 200),
            ((Some("\"x\", W/\"abc\""), None, None, None), 200),
            ((OTHER, None, None, None), 412),
            // If-Match decides; If-Unmodified-Since is then not looked at.
            ((SAME, None, None, Some(1)), 200),
            ((OTHER, None, None, Some(2_000)), 412),
            ((None, None, None, Some(999)), 412),
            ((None, None, None, Some(1_000)), 200),
            ((None, SAME, None, None), 304),
            ((None, Some("*"), None, None), 304),
            ((None, OTHER, None, None), 200),
            // If-None-Match decides; If-Modified-Since is then not looked at.
            ((None, OTHER, Some(2_000), None), 200),
            ((None, SAME, Some(1), None), 304),
            ((None, None, Some(1_000), None), 304),
            ((None, None, Some(999), None), 200),
            // Failing comes before not modified.
            ((OTHER, SAME, None, None), 412),
            ((SAME, SAME, None, None), 304),
        ] {
            let (if_match, if_none_match, modified, unmodified) = case;
            let got = outcome(if_match, if_none_match, modified, unmodified);
            assert_eq!(got, expected, "{case:?}");
        }
    }

    #[test]
    fn writes() {
        let old = object();
        let code = |if_match, if_none_match, old| {
            let checked = refuse_both(if_match, if_none_match)
                .and_then(|()| check_write(if_match, if_none_match, old, "k"));
            checked.err().map_or("".into(), |error| error.code)
        };
        assert_eq!(code(None, None, Some(&old)), "");
        assert_eq!(code(None, Some("*"), None), "");
        assert_eq!(code(None, Some("*"), Some(&old)), "PreconditionFailed");
        assert_eq!(code(None, Some("\"abc\""), Some(&old)), "NotImplemented");
        assert_eq!(code(Some("\"abc\""), None, Some(&old)), "");
        assert_eq!(code(Some("\"x\""), None, Some(&old)), "PreconditionFailed");
        assert_eq!(code(Some("\"abc\""), None, None), "NoSuchKey");
        assert_eq!(code(Some("\"abc\""), Some("*"), None), "NotImplemented");
    }

    #[test]
    fn dates() {
        let at = Timestamp::from_second(784_111_777).unwrap_or_default();
        assert_eq!(http_date(at), "Sun, 06 Nov 1994 08:49:37 GMT");
    }
}

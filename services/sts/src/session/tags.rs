//! Session tags: those of the request, and those that a chain of roles passes on.

use crate::{errors, limits, shapes};
use haneul_pipeline::{AwsError, Caller};

#[derive(Clone, Debug, Default, PartialEq)]
pub struct SessionTags {
    pub tags: Vec<(String, String)>,
    /// Keys, as the tags have them.
    pub transitive: Vec<String>,
}

/// Tags that the caller's own session hands down.
pub fn inherited(caller: &Caller) -> SessionTags {
    let Some(session) = &caller.session else {
        return SessionTags::default();
    };
    let passed_on =
        |(key, _): &&(String, String)| session.transitive_tags.iter().any(|own| same(own, key));
    SessionTags {
        tags: session.tags.iter().filter(passed_on).cloned().collect(),
        transitive: session.transitive_tags.clone(),
    }
}

/// The tags of the new session.
pub fn of(
    caller: &Caller,
    given: Vec<shapes::Tag>,
    transitive: Vec<String>,
) -> Result<SessionTags, AwsError> {
    let mut all = inherited(caller);
    check(&given, &transitive)?;
    for shapes::Tag { key, value } in given {
        if all.transitive.iter().any(|own| same(own, &key)) {
            return Err(errors::inherited_tag(&key));
        }
        all.tags.push((key, value));
    }
    for key in transitive {
        if !all.transitive.iter().any(|own| same(own, &key)) {
            all.transitive.push(key);
        }
    }
    if all.tags.len() > limits::SESSION_TAGS {
        return Err(errors::validation(format!(
            "A session cannot have more than {} tags.",
            limits::SESSION_TAGS
        )));
    }
    Ok(all)
}

/// A tag that an identity provider names: no model has looked at it.
pub fn from_outside(key: &str, value: &str) -> Result<shapes::Tag, AwsError> {
    let right = |c: char| c.is_alphanumeric() || c.is_whitespace() || "_.:/=+-@".contains(c);
    let key_fits = (1..=128).contains(&key.chars().count()) && key.chars().all(right);
    let value_fits = value.chars().count() <= 256 && value.chars().all(right);
    match key_fits && value_fits {
        true => Ok(shapes::Tag {
            key: key.to_owned(),
            value: value.to_owned(),
        }),
        false => Err(errors::bad_tag(key)),
    }
}

fn check(given: &[shapes::Tag], transitive: &[String]) -> Result<(), AwsError> {
    let mut keys: Vec<String> = given.iter().map(|tag| tag.key.to_lowercase()).collect();
    if keys.iter().any(|key| key.starts_with("aws:")) {
        return Err(errors::reserved_tag());
    }
    for key in transitive {
        if !keys.contains(&key.to_lowercase()) {
            return Err(errors::unknown_transitive_key(key));
        }
    }
    keys.sort_unstable();
    if keys.windows(2).any(|pair| pair[0] == pair[1]) {
        return Err(errors::duplicate_tags());
    }
    Ok(())
}

fn same(one: &str, other: &str) -> bool {
    one.to_lowercase() == other.to_lowercase()
}

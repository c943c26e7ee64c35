//! Lifecycle: rules that move objects to colder classes and delete them, by the cloud's clock.

mod apply;
mod read;
mod rule;
mod show;
mod sweep;

pub use rule::{Lifecycle, of};
pub use sweep::reconciler;

use crate::bucket::Bucket;
use crate::object::conditions::http_date;
use crate::object::{self, Object};
use haneul_pipeline::{AwsError, Cx};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

include!(concat!(env!("OUT_DIR"), "/lifecycle.rs"));

/// `x-amz-expiration`, of the current object.
pub fn expiration(
    cx: &mut Cx,
    bucket: &Bucket,
    key: &str,
    shown: &Object,
) -> Result<Option<String>, AwsError> {
    let Some(lifecycle) = rule::of(cx, bucket)? else {
        return Ok(None);
    };
    let current = object::get(cx, bucket, key)?;
    if current.is_none_or(|current| current.order != shown.order) {
        return Ok(None);
    }
    Ok(lifecycle.expiry(key, shown).map(|(due, rule)| {
        let id = utf8_percent_encode(&rule.id, UNSAFE);
        format!("expiry-date=\"{}\", rule-id=\"{id}\"", http_date(due))
    }))
}

const UNSAFE: &percent_encoding::AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~')
    .remove(b'*');

/// `x-amz-abort-date` and the rule it comes from.
pub fn abortion(
    cx: &mut Cx,
    bucket: &Bucket,
    key: &str,
    initiated: jiff::Timestamp,
) -> Result<Option<(jiff::Timestamp, String)>, AwsError> {
    let lifecycle = rule::of(cx, bucket)?;
    Ok(lifecycle.and_then(|lifecycle| {
        let (due, rule) = lifecycle.abort(key, initiated)?;
        Some((due, rule.id.clone()))
    }))
}

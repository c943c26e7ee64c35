//! Pages of listings: a token says where the last page ended.

use crate::errors;
use base64::prelude::{BASE64_STANDARD, Engine};
use haneul_pipeline::AwsError;

/// The key of the last row of the page before.
pub fn after(token: Option<&str>) -> Result<Option<String>, AwsError> {
    let Some(token) = token.filter(|token| !token.is_empty()) else {
        return Ok(None);
    };
    let bytes = BASE64_STANDARD.decode(token).ok();
    let text = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
    let key = text.and_then(|text| text.strip_prefix("after ").map(str::to_owned));
    match key {
        Some(key) => Ok(Some(key)),
        None => Err(errors::invalid("NextToken")),
    }
}

/// Cuts what was found beyond the page off; the token if there was something.
pub fn close<T>(rows: &mut Vec<T>, limit: usize, key: impl Fn(&T) -> String) -> Option<String> {
    if rows.len() <= limit {
        return None;
    }
    rows.truncate(limit);
    let last = rows.last()?;
    Some(BASE64_STANDARD.encode(format!("after {}", key(last))))
}

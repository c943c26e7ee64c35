//! Pages of listings: a token says where the last page ended.

use crate::errors;
use base64::prelude::{BASE64_STANDARD, Engine};
use haneul_pipeline::AwsError;

/// What a listing gives at most, and unless it is asked for less.
const MOST: usize = 100;

pub struct Page {
    limit: usize,
    /// The last name of the page before.
    after: Option<String>,
}

impl Page {
    pub fn of(limit: Option<i64>, token: Option<&str>) -> Result<Page, AwsError> {
        let read = |token: &str| {
            let bytes = BASE64_STANDARD.decode(token).ok()?;
            String::from_utf8(bytes).ok()
        };
        let bad = || errors::bad("Invalid NextToken.");
        let after = token.map(|token| read(token).ok_or_else(bad));
        Ok(Page {
            limit: limit.map_or(MOST, |limit| (limit.max(1) as usize).min(MOST)),
            after: after.transpose()?,
        })
    }

    /// Whether a name comes after the last page.
    pub fn has(&self, name: &str) -> bool {
        self.after
            .as_ref()
            .is_none_or(|after| name > after.as_str())
    }

    /// Cuts off what is beyond the page; the token if there was something.
    pub fn close<T>(&self, rows: &mut Vec<T>, name: impl Fn(&T) -> &str) -> Option<String> {
        if rows.len() <= self.limit {
            return None;
        }
        rows.truncate(self.limit);
        rows.last().map(|last| BASE64_STANDARD.encode(name(last)))
    }
}

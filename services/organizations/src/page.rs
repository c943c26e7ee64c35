//! Pages of a list: `MaxResults` and an opaque `NextToken`, which holds the key behind which the
//! next page begins and is worth nothing in any other call.

use crate::{errors, limits};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use haneul_pipeline::{AwsError, Cx};

pub struct Paging {
    after: Option<String>,
    limit: usize,
    seal: String,
}

impl Paging {
    /// `shape`: the parameters that must be the same in every call of one listing.
    pub fn read(
        cx: &Cx,
        token: Option<&str>,
        limit: Option<i64>,
        shape: &[&str],
    ) -> Result<Paging, AwsError> {
        let seal = format!("{} {} {}", cx.call.operation, cx.account(), shape.join(" "));
        let limit = limit.and_then(|limit| usize::try_from(limit).ok());
        Ok(Paging {
            after: token.map(|token| open(token, &seal)).transpose()?,
            limit: limit.unwrap_or(limits::PAGE).clamp(1, limits::PAGE),
            seal,
        })
    }

    /// A page of items, which are sorted here by their keys, and the token of the next.
    pub fn of<T>(&self, mut items: Vec<(String, T)>) -> (Vec<T>, Option<String>) {
        items.sort_by(|a, b| a.0.cmp(&b.0));
        let after = self.after.as_deref();
        items.retain(|(key, _)| after.is_none_or(|after| key.as_str() > after));
        let more = items.len() > self.limit;
        items.truncate(self.limit);
        let last = items.last().filter(|_| more);
        let token = last.map(|(key, _)| BASE64.encode(format!("{}\n{key}", self.seal)));
        (items.into_iter().map(|(_, item)| item).collect(), token)
    }
}

fn open(token: &str, seal: &str) -> Result<String, AwsError> {
    let read = || {
        let text = String::from_utf8(BASE64.decode(token).ok()?).ok()?;
        let key = text.strip_prefix(seal)?.strip_prefix('\n')?;
        Some(key.to_owned())
    };
    read().ok_or_else(errors::next_token)
}

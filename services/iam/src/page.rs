//! Pages of a list: `MaxItems`, `IsTruncated` and an opaque `Marker`.
//!
//! A marker holds the key behind which the next page begins, sealed with the operation, the
//! account and the parameters that shape the list: it is worth nothing in any other call.

use crate::{errors, limits};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Span, Stored, Table};

const FORM: u8 = 1;
/// Rows read at once while a filtered page fills.
const BATCH: usize = 256;

pub struct Paging {
    after: Option<String>,
    limit: usize,
    seal: u64,
}

#[derive(Debug)]
pub struct Page<T> {
    pub items: Vec<T>,
    pub is_truncated: bool,
    pub marker: Option<String>,
}

impl<T> Page<T> {
    pub fn map<U>(self, change: impl FnMut(T) -> U) -> Page<U> {
        Page {
            items: self.items.into_iter().map(change).collect(),
            is_truncated: self.is_truncated,
            marker: self.marker,
        }
    }
}

impl Paging {
    /// `shape`: the parameters that must be the same in every call of one listing.
    pub fn read(
        cx: &Cx,
        marker: Option<&str>,
        max_items: Option<i64>,
        shape: &[&str],
    ) -> Result<Paging, AwsError> {
        let seal = seal(cx, shape);
        let limit = max_items.unwrap_or(limits::PAGE_DEFAULT);
        Ok(Paging {
            after: marker.map(|marker| open(marker, seal)).transpose()?,
            limit: limit.clamp(1, limits::PAGE_MAX) as usize,
            seal,
        })
    }

    /// Where the page begins: behind this key.
    pub fn after(&self) -> Option<&str> {
        self.after.as_deref()
    }

    pub fn limit(&self) -> usize {
        self.limit
    }

    /// A page may be shorter than it was asked for.
    pub fn at_most(self, limit: usize) -> Paging {
        Paging {
            limit: self.limit.min(limit.max(1)),
            ..self
        }
    }

    /// A page of items that are sorted by their keys.
    pub fn of<T>(&self, items: impl IntoIterator<Item = (String, T)>) -> Page<T> {
        let after = self.after.as_deref();
        let behind = |(key, _): &(String, T)| after.is_none_or(|after| key.as_str() > after);
        let items = items.into_iter().filter(behind);
        self.close(items.take(self.limit + 1).collect())
    }

    /// A page of a table's rows, in the order of their names.
    pub fn of_table<V: Stored>(
        &self,
        cx: &mut Cx,
        table: &Table<String, V>,
        mut keep: impl FnMut(&V) -> bool,
    ) -> Result<Page<V>, AwsError> {
        let scope = cx.account_scope();
        let mut found: Vec<(String, V)> = Vec::new();
        let mut after = self.after.clone();
        loop {
            let span = match &after {
                Some(key) => Span::all().after(key),
                None => Span::all(),
            };
            let rows = table.scan(cx.tx, scope, span, BATCH, false)?;
            let finished = rows.len() < BATCH;
            after = rows.last().map(|(key, _)| key.clone());
            found.extend(rows.into_iter().filter(|(_, row)| keep(row)));
            if finished || found.len() > self.limit {
                found.truncate(self.limit + 1);
                return Ok(self.close(found));
            }
        }
    }

    /// Makes a page of up to one item more than fits.
    pub fn close<T>(&self, mut items: Vec<(String, T)>) -> Page<T> {
        let is_truncated = items.len() > self.limit;
        items.truncate(self.limit);
        let last = items.last().filter(|_| is_truncated);
        Page {
            marker: last.map(|(key, _)| close(key, self.seal)),
            items: items.into_iter().map(|(_, item)| item).collect(),
            is_truncated,
        }
    }
}

/// FNV-1a over what a marker is good for.
fn seal(cx: &Cx, shape: &[&str]) -> u64 {
    let own = [cx.call.operation, cx.partition(), cx.account()];
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for part in own.iter().chain(shape) {
        for byte in part.bytes().chain([0xff]) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    hash
}

fn close(key: &str, seal: u64) -> String {
    let mut bytes = vec![FORM];
    bytes.extend_from_slice(&seal.to_be_bytes());
    bytes.extend_from_slice(key.as_bytes());
    BASE64.encode(bytes)
}

fn open(marker: &str, expected: u64) -> Result<String, AwsError> {
    let read = || {
        let bytes = BASE64.decode(marker).ok()?;
        let (form, rest) = bytes.split_first()?;
        let (seal, key) = rest.split_first_chunk::<8>()?;
        let right = *form == FORM && u64::from_be_bytes(*seal) == expected;
        let key = std::str::from_utf8(key).ok()?;
        right.then(|| key.to_owned())
    };
    read().ok_or_else(errors::invalid_marker)
}

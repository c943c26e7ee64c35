//! A page of a bucket's versions: by key, and of each key from the newest to the oldest.

use super::walk::{Entry, Page, Position, Query, walk};
use crate::bucket::Bucket;
use crate::object::versions::{self, Version};
use crate::object::{self, Marker, Object};
use haneul_pipeline::{AwsError, Cx};
use haneul_store::Span;
use std::iter::Peekable;

#[derive(Clone, Debug)]
pub enum Row {
    /// And whether it is the newest of its key.
    Object(Box<Object>, bool),
    Marker(Marker, bool),
}

impl Row {
    pub fn order(&self) -> i64 {
        match self {
            Row::Object(object, _) => object.order,
            Row::Marker(marker, _) => marker.order,
        }
    }

    pub fn version(&self) -> &Option<String> {
        match self {
            Row::Object(object, _) => &object.version,
            Row::Marker(marker, _) => &marker.version,
        }
    }
}

/// Where a page begins: behind a key, or behind one of its versions.
#[derive(Clone, Copy, Debug)]
pub struct After<'a> {
    pub key: &'a str,
    /// The version's order.
    pub order: Option<i64>,
}

pub fn page(
    cx: &mut Cx,
    bucket: &Bucket,
    query: &Query<'_>,
    after: Option<After<'_>>,
) -> Result<Page<Row>, AwsError> {
    let name = bucket.name.as_str();
    let under = || Span::starts_with(name, query.prefix);
    let within = |key: &str, order| {
        let current = under().after(&(name, key));
        (current, under().after(&versions::place(bucket, key, order)))
    };
    walk(query, |position: &Position<Row>, limit| {
        let (current, older) = match position {
            Position::Start => match after {
                None => (under(), under()),
                Some(After { key, order: None }) => (
                    under().after(&(name, key)),
                    under().after_prefix(&(name, key)),
                ),
                Some(After {
                    key,
                    order: Some(order),
                }) => within(key, order),
            },
            Position::AfterRow(key, row) => within(key, row.order()),
            Position::Past(prefix) => (
                under().after_starting(name, prefix),
                under().after_starting(name, prefix),
            ),
        };
        // Of the key in whose midst the page begins, nothing is the newest.
        let begun = match position {
            Position::Start => after
                .filter(|a| a.order.is_some())
                .map(|a| a.key.to_owned()),
            Position::AfterRow(key, _) => Some(key.clone()),
            Position::Past(_) => None,
        };
        let objects = object::scan(cx, bucket, current, limit)?;
        let older = match bucket.is_unversioned() {
            true => Vec::new(),
            false => versions::scan(cx, bucket, older, limit)?,
        };
        Ok(merge(objects, older, begun, limit))
    })
}

/// Both in the order of keys; of one key the current object comes first.
fn merge(
    objects: Vec<(String, Object)>,
    older: Vec<(String, Version)>,
    mut last: Option<String>,
    limit: usize,
) -> Vec<(String, Row)> {
    let mut objects = objects.into_iter().peekable();
    let mut older = older.into_iter().peekable();
    let mut rows = Vec::new();
    while rows.len() < limit {
        let (key, row) = match takes_object(&mut objects, &mut older) {
            true => match objects.next() {
                Some((key, object)) => (key, Row::Object(Box::new(object), true)),
                None => break,
            },
            false => match older.next() {
                Some((key, Version::Object { object, .. })) => (key, Row::Object(object, false)),
                Some((key, Version::Marker(marker))) => {
                    let newest = last.as_deref() != Some(key.as_str());
                    (key, Row::Marker(marker, newest))
                }
                None => break,
            },
        };
        last = Some(key.clone());
        rows.push((key, row));
    }
    rows
}

fn takes_object<A, B>(
    objects: &mut Peekable<impl Iterator<Item = (String, A)>>,
    older: &mut Peekable<impl Iterator<Item = (String, B)>>,
) -> bool {
    match (objects.peek(), older.peek()) {
        (Some((object, _)), Some((version, _))) => object <= version,
        (object, _) => object.is_some(),
    }
}

/// The entries taken apart, and where the next page begins.
pub struct Taken {
    pub rows: Vec<(String, Row)>,
    pub prefixes: Vec<String>,
    pub next: Option<(String, Option<String>)>,
}

pub fn take_apart(page: Page<Row>) -> Taken {
    let last = page.entries.last().map(|entry| match entry {
        Entry::Key(key, row) => {
            let version = object::shown_version(row.version()).to_owned();
            (key.clone(), Some(version))
        }
        Entry::Prefix(prefix) => (prefix.clone(), None),
    });
    let (mut rows, mut prefixes) = (Vec::new(), Vec::new());
    for entry in page.entries {
        match entry {
            Entry::Key(key, row) => rows.push((key, row)),
            Entry::Prefix(prefix) => prefixes.push(prefix),
        }
    }
    Taken {
        rows,
        prefixes,
        next: last.filter(|_| page.truncated),
    }
}

//! The walk through ordered keys that every listing is.
//!
//! What lies beneath a common prefix is stepped over, not read: a page costs what it shows.

/// What is listed.
#[derive(Clone, Copy, Debug, Default)]
pub struct Query<'q> {
    pub prefix: &'q str,
    /// Empty means none.
    pub delimiter: &'q str,
    /// Only what comes behind this key or common prefix.
    pub after: Option<&'q str>,
    pub most: usize,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry<T> {
    Key(String, T),
    Prefix(String),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<T> {
    pub entries: Vec<Entry<T>>,
    pub truncated: bool,
}

/// Where to read on.
#[derive(Clone, Debug)]
pub enum Position<T> {
    /// Behind the query's `after`, or at the first key with the prefix.
    Start,
    AfterRow(String, T),
    /// Behind all keys that begin so.
    Past(String),
}

const FIRST_BATCH: usize = 16;
const LARGEST_BATCH: usize = 1_001;

/// `fetch` gives up to so many rows with the query's prefix from a position on, in their order;
/// fewer mean that there are no more.
pub fn walk<T: Clone, E>(
    query: &Query<'_>,
    mut fetch: impl FnMut(&Position<T>, usize) -> Result<Vec<(String, T)>, E>,
) -> Result<Page<T>, E> {
    let mut page = Page {
        entries: Vec::new(),
        truncated: false,
    };
    if query.most == 0 {
        return Ok(page);
    }
    let mut position = start(query);
    let mut batch = match query.delimiter.is_empty() {
        true => query.most + 1,
        false => FIRST_BATCH.min(query.most + 1),
    };
    loop {
        let rows = fetch(&position, batch)?;
        let more = rows.len() == batch;
        let mut beneath = None;
        for (key, row) in rows {
            if let Some(prefix) = &beneath {
                if key.starts_with(String::as_str(prefix)) {
                    continue;
                }
            }
            if page.entries.len() == query.most {
                page.truncated = true;
                return Ok(page);
            }
            match common(query, &key) {
                Some(prefix) => {
                    page.entries.push(Entry::Prefix(prefix.to_owned()));
                    position = Position::Past(prefix.to_owned());
                    beneath = Some(prefix.to_owned());
                }
                None => {
                    position = Position::AfterRow(key.clone(), row.clone());
                    page.entries.push(Entry::Key(key, row));
                    beneath = None;
                }
            }
        }
        if !more {
            return Ok(page);
        }
        batch = match beneath {
            Some(_) => FIRST_BATCH,
            None => (batch * 4).min(LARGEST_BATCH),
        };
    }
}

/// A common prefix that was shown is not shown again, nor is anything beneath it.
fn start<T>(query: &Query<'_>) -> Position<T> {
    match query.after.and_then(|after| common(query, after)) {
        Some(prefix) => Position::Past(prefix.to_owned()),
        None => Position::Start,
    }
}

/// What a key is rolled up into.
fn common<'k>(query: &Query<'_>, key: &'k str) -> Option<&'k str> {
    if query.delimiter.is_empty() {
        return None;
    }
    let rest = key.strip_prefix(query.prefix)?;
    let at = rest.find(query.delimiter)?;
    Some(&key[..query.prefix.len() + at + query.delimiter.len()])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::{BTreeMap, BTreeSet};
    use std::convert::Infallible;
    use std::ops::Bound;

    type Model = BTreeMap<String, u32>;

    /// A page over the model, and how many rows were read for it.
    fn page(model: &Model, query: &Query<'_>) -> (Page<u32>, usize) {
        let mut read = 0;
        let page = walk(query, |position, limit| {
            let from = match position {
                Position::Start => match query.after {
                    Some(after) => Bound::Excluded(after.to_owned()),
                    None => Bound::Unbounded,
                },
                Position::AfterRow(key, _) => Bound::Excluded(key.clone()),
                Position::Past(prefix) => Bound::Included(format!("{prefix}\u{10ffff}")),
            };
            let rows: Vec<_> = model
                .range((from, Bound::Unbounded))
                .filter(|(key, _)| key.starts_with(query.prefix))
                .take(limit)
                .map(|(key, row)| (key.clone(), *row))
                .collect();
            read += rows.len();
            Ok::<_, Infallible>(rows)
        });
        (page.unwrap(), read)
    }

    /// The same by definition.
    fn expected(model: &Model, query: &Query<'_>) -> Vec<String> {
        let keys = model.keys().filter(|key| key.starts_with(query.prefix));
        let names: BTreeSet<String> = keys
            .map(|key| common(query, key).unwrap_or(key).to_owned())
            .collect();
        let behind = |name: &String| query.after.is_none_or(|after| name.as_str() > after);
        names.into_iter().filter(behind).collect()
    }

    fn name(entry: &Entry<u32>) -> &str {
        match entry {
            Entry::Key(key, _) => key,
            Entry::Prefix(prefix) => prefix,
        }
    }

    fn keys() -> impl Strategy<Value = Model> {
        let key = "[ab/]{1,6}|[a하/]{1,4}";
        proptest::collection::btree_map(key, any::<u32>(), 0..60)
    }

    proptest! {
        #[test]
        fn pages_make_the_whole(
            model in keys(),
            prefix in "[ab/]{0,2}",
            delimiter in "/?|ab",
            after in proptest::option::of("[ab/]{0,4}"),
            most in 1usize..9,
        ) {
            let whole = expected(&model, &Query {
                prefix: &prefix, delimiter: &delimiter, after: after.as_deref(), most,
            });
            let (mut got, mut after) = (Vec::new(), after);
            loop {
                let query = Query { prefix: &prefix, delimiter: &delimiter, after: after.as_deref(), most };
                let (page, _) = page(&model, &query);
                prop_assert!(page.entries.len() <= most);
                got.extend(page.entries.iter().map(|e| name(e).to_owned()));
                if !page.truncated {
                    break;
                }
                prop_assert_eq!(page.entries.len(), most);
                after = got.last().cloned();
            }
            prop_assert_eq!(got, whole);
        }
    }

    #[test]
    fn what_lies_beneath_a_prefix_is_not_read() {
        let mut model = Model::new();
        for folder in 0..20 {
            for file in 0..5_000 {
                model.insert(format!("f{folder:02}/{file:04}"), 0);
            }
        }
        let query = Query {
            delimiter: "/",
            most: 1_000,
            ..Query::default()
        };
        let (page, read) = page(&model, &query);
        assert_eq!(page.entries.len(), 20);
        assert!(!page.truncated);
        assert!(read <= 21 * FIRST_BATCH, "{read} rows were read");
    }
}

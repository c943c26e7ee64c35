//! Pages of listings: a token says where the last page ended.

use crate::error::AwsError;
use base64::prelude::{BASE64_STANDARD, Engine};

/// Rows read at once while a page fills.
const BATCH: usize = 256;

pub struct Page {
    limit: usize,
    /// The last name of the page before.
    after: Option<String>,
}

impl Page {
    /// `most`: what a listing gives at most, and unless it is asked for less. `None`: that is no
    /// token of ours.
    pub fn of(limit: Option<i64>, token: Option<&str>, most: usize) -> Option<Page> {
        let read = |token: &str| {
            let bytes = BASE64_STANDARD.decode(token).ok()?;
            String::from_utf8(bytes).ok()
        };
        let after = match token {
            Some(token) => Some(read(token)?),
            None => None,
        };
        let asked = limit.map(|limit| usize::try_from(limit.max(1)).unwrap_or(most));
        Some(Page {
            limit: asked.map_or(most, |asked| asked.min(most)),
            after,
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

    /// Of a table, batch by batch, no more than fill the page. `read` gives so many rows behind a
    /// name, with their names and in their order; `keep` says which are listed.
    pub fn fill<T>(
        &self,
        mut read: impl FnMut(Option<&str>, usize) -> Result<Vec<(String, T)>, AwsError>,
        keep: impl Fn(&T) -> bool,
    ) -> Result<(Vec<T>, Option<String>), AwsError> {
        let mut found: Vec<(String, T)> = Vec::new();
        let mut after = self.after.clone();
        loop {
            let rows = read(after.as_deref(), BATCH)?;
            let finished = rows.len() < BATCH;
            after = rows.last().map(|(name, _)| name.clone());
            found.extend(rows.into_iter().filter(|(_, row)| keep(row)));
            if finished || found.len() > self.limit {
                let token = self.close(&mut found, |(name, _)| name);
                return Ok((found.into_iter().map(|(_, row)| row).collect(), token));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every page of a table of so many rows, of which each third is listed.
    fn pages(rows: usize, limit: Option<i64>) -> Vec<Vec<usize>> {
        let table: Vec<(String, usize)> = (0..rows).map(|n| (format!("{n:05}"), n)).collect();
        let (mut pages, mut token) = (Vec::new(), None);
        loop {
            let page = Page::of(limit, token.as_deref(), 100).unwrap();
            let read = |after: Option<&str>, most: usize| {
                let behind = |name: &str| after.is_none_or(|after| name > after);
                let rows = table.iter().filter(|(name, _)| behind(name));
                Ok(rows.take(most).cloned().collect())
            };
            let (found, next) = page.fill(read, |n| n % 3 == 0).unwrap();
            pages.push(found);
            token = next;
            if token.is_none() {
                return pages;
            }
        }
    }

    #[test]
    fn pages_make_up_the_whole_and_none_is_empty_but_that_of_nothing() {
        for (rows, limit, count) in [
            (0, None, 1),
            (3, Some(1), 1),
            (900, None, 3),
            (901, None, 4),
        ] {
            let pages = pages(rows, limit);
            assert_eq!(pages.len(), count, "{rows}");
            let all: Vec<usize> = (0..rows).step_by(3).collect();
            assert_eq!(pages.concat(), all);
            assert!(rows == 0 || pages.iter().all(|page| !page.is_empty()));
        }
    }

    #[test]
    fn limits_and_tokens() {
        let limit = |asked| Page::of(asked, None, 100).unwrap().limit;
        assert_eq!([limit(None), limit(Some(0)), limit(Some(7))], [100, 1, 7]);
        assert_eq!([limit(Some(1_000)), limit(Some(-1))], [100, 1]);
        assert!(Page::of(None, Some("?"), 100).is_none());
        assert!(Page::of(None, Some("/w=="), 100).is_none());
    }
}

//! The rows of a query: what was asked, what came of it, and the answer in pages.

use crate::errors;
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Index, Stored, Table, key_bytes};
use serde::{Deserialize, Serialize};

/// The newest first: by the milliseconds from their start to the end of time, and by id.
pub static QUERIES: Table<(u64, String), Query> = Table::new("logs_query")
    .with_indexes(&[Index::new(BY_ID, by_id)])
    .sealed();

pub const BY_ID: &str = "id";

/// By the query's id and the page.
pub static RESULTS: Table<(String, u32), Page> = Table::new("logs_result").sealed();

/// Rows of one page.
pub const PAGE: usize = 500;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Query {
    pub id: String,
    pub text: String,
    /// Names of groups.
    pub groups: Vec<String>,
    /// Milliseconds, the latter excluded.
    pub from: i64,
    pub to: i64,
    pub limit: usize,
    pub created: i64,
    pub ended: Option<i64>,
    pub status: String,
    pub rows: usize,
    pub matched: u64,
    pub scanned: u64,
    pub bytes: u64,
    pub by: String,
}

impl Stored for Query {
    const VERSION: u32 = 1;
}

/// A row of an answer: names and values.
pub type Found = Vec<(String, String)>;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Page {
    pub rows: Vec<Found>,
}

impl Stored for Page {
    const VERSION: u32 = 1;
}

fn by_id((_, id): &(u64, String), _: &Query) -> Vec<Vec<u8>> {
    vec![key_bytes(id.as_str())]
}

impl Query {
    fn age(&self) -> u64 {
        u64::MAX - self.created.max(0) as u64
    }

    pub fn pages(&self) -> u32 {
        self.rows.div_ceil(PAGE) as u32
    }

    pub fn is_over(&self) -> bool {
        !matches!(self.status.as_str(), "Scheduled" | "Running")
    }
}

pub fn at(cx: &mut Cx, id: &str) -> Result<Query, AwsError> {
    let (scope, key) = (cx.scope(), key_bytes(id));
    let rows = QUERIES.by_index(cx.tx, scope, BY_ID, &key, 1)?;
    let found = rows.into_iter().map(|(_, query)| query).next();
    found
        .filter(|query| query.id == id)
        .ok_or_else(|| errors::missing("The specified query does not exist."))
}

/// A page of the answer.
pub fn page(cx: &mut Cx, query: &Query, page: u32) -> Result<Vec<Found>, AwsError> {
    let scope = cx.scope();
    let found = RESULTS.get(cx.tx, scope, &(query.id.as_str(), page))?;
    Ok(found.map(|page| page.rows).unwrap_or_default())
}

pub fn put(cx: &mut Cx, query: &Query) -> Result<(), AwsError> {
    let (scope, key) = (cx.scope(), (query.age(), query.id.as_str()));
    Ok(QUERIES.put(cx.tx, scope, &key, query)?)
}

pub fn forget(cx: &mut Cx, query: &Query) -> Result<(), AwsError> {
    let (scope, key) = (cx.scope(), (query.age(), query.id.as_str()));
    QUERIES.delete(cx.tx, scope, &key)?;
    for page in 0..query.pages() {
        RESULTS.delete(cx.tx, scope, &(query.id.as_str(), page))?;
    }
    Ok(())
}

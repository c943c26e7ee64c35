//! Reading rows. Each statement also says which version it saw.

use crate::database::{headless, silent};
use crate::long_keys;
use crate::page::{Selection, StoredRow};
use crate::session::{Parameters, Session};
use bytes::Bytes;
use haneul_store::Result;
use std::time::Duration;
use tokio_postgres::Row;

const GET: &str =
    "SELECT head.version, rows.value FROM head LEFT JOIN rows ON rows.key = $1 WHERE head.id = 1";

const PAGE: &str = "SELECT head.version, r.key, r.long_key, r.value FROM head LEFT JOIN LATERAL \
    (SELECT key, long_key, value FROM rows WHERE key >= $1 AND key < $2 ORDER BY key LIMIT $3) r \
    ON true WHERE head.id = 1 ORDER BY r.key";

const PAGE_REVERSE: &str = "SELECT head.version, r.key, r.long_key, r.value FROM head LEFT JOIN LATERAL \
    (SELECT key, long_key, value FROM rows WHERE key >= $1 AND key < $2 ORDER BY key DESC LIMIT $3) r \
    ON true WHERE head.id = 1 ORDER BY r.key DESC";

/// A single row takes no longer, nor do some.
const POINT: Duration = Duration::from_secs(5);
const SOME: i64 = 4_096;

/// What a session that reads has to prepare.
pub const STATEMENTS: &[&str] = &[GET, PAGE, PAGE_REVERSE];

/// The row, and the version it was read at.
pub async fn get(session: &Session, key: &[u8]) -> Result<(u64, Option<Bytes>)> {
    let stored = long_keys::stored(key);
    let stored = stored.as_ref();
    let parameters: Parameters<1> = [&stored];
    let query = session.client.query(&session.statements[0], &parameters);
    let rows = tokio::time::timeout(POINT, session.run(query)).await;
    let rows = rows.map_err(|_| silent())??;
    let row = rows.first().ok_or_else(headless)?;
    Ok((version(row), bytes(row, 1)))
}

pub async fn page(session: &Session, selection: &Selection) -> Result<(u64, Vec<StoredRow>)> {
    let statement = &session.statements[if selection.reverse { 2 } else { 1 }];
    let Selection {
        start, end, limit, ..
    } = selection;
    let parameters: Parameters<3> = [start, end, limit];
    let query = session.run(session.client.query(statement, &parameters));
    let rows = match selection.limit <= SOME {
        true => tokio::time::timeout(POINT, query)
            .await
            .map_err(|_| silent())?,
        false => query.await,
    }?;
    let version = rows.first().map(version).ok_or_else(headless)?;
    let stored = rows.iter().filter_map(|row| {
        let stored: Vec<u8> = row.get::<_, Option<_>>(1)?;
        let long: Option<Vec<u8>> = row.get(2);
        Some(StoredRow {
            key: long.unwrap_or_else(|| stored.clone()),
            stored,
            value: bytes(row, 3)?,
        })
    });
    Ok((version, stored.collect()))
}

pub fn version(row: &Row) -> u64 {
    row.get::<_, i64>(0) as u64
}

fn bytes(row: &Row, column: usize) -> Option<Bytes> {
    row.get::<_, Option<&[u8]>>(column)
        .map(Bytes::copy_from_slice)
}

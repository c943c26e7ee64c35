//! Turns streams to new shards, and removes changes that nobody needs any more.

use crate::log::{CHANGES, LOGS, Log, STREAM_KEEPS, TRIMMED, Trimmed, pack};
use crate::stream::turn;
use crate::table::row::{GLOBAL, TABLES, Table};
use haneul_pipeline::{AwsError, Cloud, Reconciler};
use haneul_store::{Place, Scope, Span, Tx};
use std::ops::ControlFlow;
use std::time::Duration;

type LogKey = (String, String, String, u64);

const LOGS_AT_ONCE: usize = 100;
/// Rows in one transaction; each may have 90 kB.
const PIECE: usize = 100;

pub fn trim() -> Reconciler {
    Reconciler {
        name: "dynamodb trim",
        every: Duration::from_secs(3_600),
        run: |cloud| Box::pin(run(cloud)),
    }
}

async fn run(cloud: Cloud) -> Result<(), AwsError> {
    let mut span = Span::all();
    loop {
        let logs = cloud
            .store
            .read(|tx| LOGS.scan(tx, GLOBAL, span.clone(), LOGS_AT_ONCE, false))?;
        for (key, log) in &logs {
            of_log(&cloud, key, log).await?;
        }
        match logs.last() {
            Some((key, _)) if logs.len() == LOGS_AT_ONCE => span = span.after(key),
            _ => return Ok(()),
        }
    }
}

async fn of_log(cloud: &Cloud, key: &LogKey, log: &Log) -> Result<(), AwsError> {
    let now = cloud.clock.now().as_microsecond();
    let (partition, account, region, id) = key;
    let scope = Scope::new(partition, account, region);
    let turn = cloud.store.transact(|tx| {
        let table = TABLES.get(tx, scope, &log.name)?;
        let table = table.filter(|table| table.id == *id);
        turn::streams(tx, scope, (&log.name, *id), table, now)
    });
    turn.await?;
    loop {
        let removed = cloud.store.transact(|tx| piece(tx, key, log, now));
        if removed.await? < PIECE {
            return Ok(());
        }
    }
}

fn piece(tx: &mut Tx, key: &LogKey, log: &Log, now: i64) -> Result<usize, AwsError> {
    let (partition, account, region, id) = key;
    let scope = Scope::new(partition, account, region);
    let table = TABLES.get(tx, scope, &log.name)?;
    let table = table.filter(|table| table.id == *id);
    // The stream of a table that is gone is read for a day.
    let horizon = table
        .as_ref()
        .map_or(now - STREAM_KEEPS, |table| table.log_horizon(now));
    let (over, is_empty) = over(tx, scope, *id, horizon)?;
    for place in &over {
        CHANGES.remove(tx, scope, id, *place)?;
    }
    let needed = table.as_ref().is_some_and(Table::keeps_log);
    if is_empty && !needed && !turn::has_streams(tx, scope, (&log.name, *id))? {
        LOGS.delete(tx, GLOBAL, key)?;
        TRIMMED.delete(tx, scope, id)?;
    } else if let Some(last) = over.last() {
        TRIMMED.put(tx, scope, id, &Trimmed::of(*last))?;
    }
    Ok(over.len())
}

/// Rows of changes up to a time, and whether the log has no others.
fn over(
    tx: &Tx,
    scope: Scope<'_>,
    table: u64,
    horizon: i64,
) -> Result<(Vec<Place>, bool), AwsError> {
    let (mut over, mut is_empty) = (Vec::new(), true);
    let mut failure = Ok(());
    CHANGES.visit(tx, scope, &table, (0, None), false, |place, row| {
        let is_over = match place.piece {
            0 => pack::head(row).map(|(at, _)| at <= horizon),
            _ => Ok(true),
        };
        match is_over {
            Ok(true) if over.len() < PIECE => over.push(place),
            Ok(_) => {
                is_empty = false;
                return ControlFlow::Break(());
            }
            Err(error) => {
                failure = Err(error);
                return ControlFlow::Break(());
            }
        }
        ControlFlow::Continue(())
    })?;
    failure?;
    Ok((over, is_empty))
}

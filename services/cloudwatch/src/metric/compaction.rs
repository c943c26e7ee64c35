//! Puts together what was put: from many small rows into few, for each step that is kept.

use super::packed::Packed;
use super::points::{CHUNKS, FRESH, Fresh, TIERS, Tier};
use super::row::{Identity, places};
use haneul_metric::pack::{self, Point};
use haneul_pipeline::{AwsError, Cloud, Reconciler};
use haneul_store::{Scope, Span, Tx};
use std::collections::BTreeMap;
use std::time::Duration;

/// Small rows of one metric in one transaction.
const AT_ONCE: usize = 1_000;

pub fn compact() -> Reconciler {
    Reconciler {
        name: "cloudwatch puts data points together",
        every: Duration::from_secs(300),
        run: |cloud| Box::pin(run(cloud)),
    }
}

async fn run(cloud: Cloud) -> Result<(), AwsError> {
    for (partition, account, region) in places(&cloud)? {
        of_place(&cloud, Scope::new(&partition, &account, &region)).await?;
    }
    Ok(())
}

async fn of_place(cloud: &Cloud, scope: Scope<'_>) -> Result<(), AwsError> {
    let mut span = Span::all();
    loop {
        let next = cloud
            .store
            .read(|tx| FRESH.keys(tx, scope, span.clone(), 1, false))?;
        let Some((identity, ..)) = next.first() else {
            return Ok(());
        };
        let now = cloud.clock.now().as_second();
        let together = |tx: &mut Tx| put_together(tx, scope, *identity, now);
        while cloud.store.transact(together).await? == AT_ONCE {}
        span = span.after_prefix(identity);
    }
}

/// How many small rows there were.
fn put_together(
    tx: &mut Tx,
    scope: Scope<'_>,
    identity: Identity,
    now: i64,
) -> Result<usize, AwsError> {
    // Rows that come meanwhile are taken the next time.
    let rows = FRESH.scan_untracked(tx, scope, Span::prefix(&identity), AT_ONCE, false)?;
    for tier in TIERS {
        let mut chunks: BTreeMap<i64, Vec<Point>> = BTreeMap::new();
        for (
            _,
            Fresh {
                start,
                step,
                points,
            },
        ) in &rows
        {
            if i64::from(*step) > tier.step {
                continue;
            }
            for point in points.points(*start, (*step).into())? {
                let chunk = point.at.div_euclid(tier.chunk) * tier.chunk;
                if chunk + tier.chunk > now - tier.kept {
                    chunks.entry(chunk).or_default().push(point);
                }
            }
        }
        for (start, points) in chunks {
            add(tx, scope, (identity, start), tier, points)?;
        }
    }
    for (key, _) in &rows {
        FRESH.delete(tx, scope, key)?;
    }
    Ok(rows.len())
}

fn add(
    tx: &mut Tx,
    scope: Scope<'_>,
    (identity, start): (Identity, i64),
    tier: Tier,
    points: Vec<Point>,
) -> Result<(), AwsError> {
    let key = (identity, tier.step as u16, start);
    let mut all = match CHUNKS.get(tx, scope, &key)? {
        Some(row) => row.points(start, tier.step)?,
        None => Vec::new(),
    };
    all.extend(points);
    let all = pack::merge(tier.step, all);
    Ok(CHUNKS.put(tx, scope, &key, &Packed::of(start, tier.step, &all))?)
}

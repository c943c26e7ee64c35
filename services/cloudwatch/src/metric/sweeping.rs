//! Removes data points whose time is over, and metrics that have none left. Nobody would see them
//! anyway; this only gives their room back.

use super::points::{CHUNKS, TIERS};
use super::row::{Identity, METRICS, places};
use haneul_pipeline::{AwsError, Cloud, Reconciler};
use haneul_store::{Scope, Span, Tx, Walk};
use std::time::Duration;

/// Rows of one metric and step in one transaction.
const AT_ONCE: usize = 200;

pub fn sweep() -> Reconciler {
    Reconciler {
        name: "cloudwatch removes old data points",
        every: Duration::from_secs(86_400),
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
    let mut metrics = Walk::new(&cloud.store, &METRICS, scope, 200);
    loop {
        let page = metrics.next_page()?;
        if page.is_empty() {
            return Ok(());
        }
        let now = cloud.clock.now().as_second();
        for (key, metric) in &page {
            let old = |tx: &mut Tx| remove_old(tx, scope, key.2, now);
            while cloud.store.transact(old).await? {}
            let last = TIERS.last().map_or(0, |tier| tier.kept);
            if metric.seen.as_second() < now - last {
                let gone = |tx: &mut Tx| Ok::<_, AwsError>(METRICS.delete(tx, scope, key)?);
                cloud.store.transact(gone).await?;
            }
        }
    }
}

/// Whether there may be more.
fn remove_old(
    tx: &mut Tx,
    scope: Scope<'_>,
    identity: Identity,
    now: i64,
) -> Result<bool, AwsError> {
    let mut more = false;
    for tier in TIERS {
        let step = tier.step as u16;
        let first_kept = now - tier.kept - tier.chunk;
        let span = Span::prefix(&(identity, step)).before(&(identity, step, first_kept));
        let keys = CHUNKS.keys(tx, scope, span, AT_ONCE, false)?;
        more |= keys.len() == AT_ONCE;
        for key in &keys {
            CHUNKS.delete(tx, scope, key)?;
        }
    }
    Ok(more)
}

//! Removes messages whose retention is over, and deduplication ids whose five minutes are.
//! Nobody would receive them anyway; this only gives their room back.

use crate::queue::row::{Found, GLOBAL, PLACES, QUEUES};
use crate::{fifo, standard};
use haneul_pipeline::{AwsError, Cloud, Reconciler};
use haneul_store::{Scope, Walk};
use std::sync::Arc;
use std::time::Duration;

type Place = (String, String, String, String);

const QUEUES_AT_ONCE: usize = 100;
/// Messages, groups or ids in one transaction.
const PIECE: usize = 100;

pub fn expire() -> Reconciler {
    Reconciler {
        name: "sqs expire",
        every: Duration::from_secs(3_600),
        run: |cloud| Box::pin(run(cloud)),
    }
}

async fn run(cloud: Cloud) -> Result<(), AwsError> {
    let mut places = Walk::new(&cloud.store, &PLACES, GLOBAL, QUEUES_AT_ONCE);
    loop {
        let page = places.next_page()?;
        if page.is_empty() {
            return Ok(());
        }
        for (place, _) in &page {
            sweep(&cloud, place).await?;
        }
    }
}

async fn sweep(cloud: &Cloud, place: &Place) -> Result<(), AwsError> {
    let (partition, account, region, name) = place;
    let scope = Scope::new(partition, account, region);
    let queue = cloud.store.read(|tx| QUEUES.get(tx, scope, name))?;
    let Some(queue) = queue else { return Ok(()) };
    let found = Found {
        account: account.clone(),
        queue: Arc::new(queue),
    };
    if found.queue.is_fifo() {
        sweep_fifo(cloud, scope, &found).await
    } else {
        sweep_standard(cloud, scope, &found).await
    }
}

async fn sweep_standard(cloud: &Cloud, scope: Scope<'_>, found: &Found) -> Result<(), AwsError> {
    let now = cloud.clock.now().as_microsecond();
    loop {
        let store = &cloud.store;
        let removed = store
            .transact(|tx| standard::sweep(tx, scope, &found.queue, now, PIECE))
            .await?;
        if removed < PIECE {
            return Ok(());
        }
    }
}

async fn sweep_fifo(cloud: &Cloud, scope: Scope<'_>, found: &Found) -> Result<(), AwsError> {
    let now = cloud.clock.now().as_microsecond();
    let (store, queue) = (&cloud.store, &found.queue);
    let mut after = None;
    loop {
        after = store
            .transact(|tx| fifo::sweep(tx, scope, queue, now, PIECE, after.as_deref()))
            .await?;
        if after.is_none() {
            break;
        }
    }
    loop {
        let removed = store
            .transact(|tx| fifo::sweep_deduplication(tx, scope, queue.id, now, PIECE))
            .await?;
        if removed < PIECE {
            return Ok(());
        }
    }
}

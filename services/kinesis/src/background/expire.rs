//! Removes records that are older than their stream keeps them, and closed shards without records.
//! Nobody would read them anyway; this only gives their room back.

use super::remove::sweep;
use crate::address::Address;
use crate::record::read;
use crate::stream::Found;
use crate::stream::row::{GLOBAL, PLACES, STREAMS};
use haneul_pipeline::{AwsError, Cloud, Reconciler};
use haneul_store::{Scope, Walk};
use std::time::Duration;

type Place = (String, String, String, String);

const STREAMS_AT_ONCE: usize = 100;
/// Rows in one transaction.
const PIECE: usize = 100;

pub fn expire() -> Reconciler {
    Reconciler {
        name: "kinesis expire",
        every: Duration::from_secs(3_600),
        run: |cloud| Box::pin(run(cloud)),
    }
}

async fn run(cloud: Cloud) -> Result<(), AwsError> {
    let mut places = Walk::new(&cloud.store, &PLACES, GLOBAL, STREAMS_AT_ONCE);
    loop {
        let page = places.next_page()?;
        if page.is_empty() {
            return Ok(());
        }
        for (place, _) in &page {
            of_stream(&cloud, place).await?;
        }
    }
}

async fn of_stream(cloud: &Cloud, place: &Place) -> Result<(), AwsError> {
    let (partition, account, region, name) = place;
    let scope = Scope::new(partition, account, region);
    let stream = cloud.store.read(|tx| STREAMS.get(tx, scope, name))?;
    let Some(stream) = stream else { return Ok(()) };
    let address = Address {
        account: account.clone(),
        name: name.clone(),
    };
    let found = Found::of(address, stream);
    let horizon = found.stream.horizon(cloud.clock.now().as_microsecond());
    for shard in &found.stream.shards {
        of_shard(cloud, scope, &found, shard.number, horizon).await?;
    }
    forget_shards(cloud, scope, name, horizon).await
}

/// Whatever lies before the first record that is kept goes.
async fn of_shard(
    cloud: &Cloud,
    scope: Scope<'_>,
    found: &Found,
    shard: u32,
    horizon: i64,
) -> Result<(), AwsError> {
    let line = (found.stream.id, shard);
    loop {
        let removed = cloud
            .store
            .transact(|tx| {
                let kept = read::kept_from(tx, scope, line, horizon, PIECE)?;
                sweep(tx, scope, line, kept, PIECE)
            })
            .await?;
        if removed < PIECE {
            return Ok(());
        }
    }
}

/// A shard is forgotten when all its records are.
async fn forget_shards(
    cloud: &Cloud,
    scope: Scope<'_>,
    name: &str,
    horizon: i64,
) -> Result<(), AwsError> {
    let forget = cloud.store.transact(|tx| {
        let Some(mut stream) = STREAMS.get(tx, scope, name)? else {
            return Ok(());
        };
        let before = stream.shards.len();
        let over = |at: i64| at <= horizon;
        stream
            .shards
            .retain(|shard| shard.closed.is_none_or(|closed| !over(closed.at)));
        match stream.shards.len() < before {
            true => STREAMS.put(tx, scope, name, &stream),
            false => Ok(()),
        }
    });
    Ok(forget.await?)
}

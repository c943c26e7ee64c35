//! Hourly: removes events that are older than their group keeps them, and counts what each group
//! holds. Nobody would be shown those events anyway; this gives their room back.

use super::SIZES;
use super::sizes::Size;
use crate::event::chunk::{CHUNKS, Key};
use crate::group::row::{GLOBAL, GROUPS, Group, PLACES};
use haneul_pipeline::{AwsError, Cloud, Reconciler};
use haneul_store::{Scope, Span, Walk};
use std::time::Duration;

type Place = (String, String, String, String);

const GROUPS_AT_ONCE: usize = 100;
/// Keys that are looked at together.
const KEYS: usize = 5_000;
/// Rows removed in one transaction.
const PIECE: usize = 200;

pub fn expire() -> Reconciler {
    Reconciler {
        name: "logs expire",
        every: Duration::from_secs(3_600),
        run: |cloud| Box::pin(run(cloud)),
    }
}

async fn run(cloud: Cloud) -> Result<(), AwsError> {
    let mut places = Walk::new(&cloud.store, &PLACES, GLOBAL, GROUPS_AT_ONCE);
    loop {
        let page = places.next_page()?;
        if page.is_empty() {
            return Ok(());
        }
        for (place, _) in &page {
            of_group(&cloud, place).await?;
        }
    }
}

async fn of_group(cloud: &Cloud, place: &Place) -> Result<(), AwsError> {
    let (partition, account, region, name) = place;
    let scope = Scope::new(partition, account, region);
    let Some(group) = cloud.store.read(|tx| GROUPS.get(tx, scope, name))? else {
        return Ok(());
    };
    let horizon = group.horizon(cloud.clock.now().as_millisecond()) as u64;
    let whole = Span::prefix(&(group.id,));
    let (mut span, mut bytes) = (whole.clone(), 0);
    loop {
        let keys = cloud
            .store
            .read(|tx| CHUNKS.keys(tx, scope, span.clone(), KEYS, false))?;
        let (over, kept): (Vec<&Key>, Vec<&Key>) = keys.iter().partition(|key| key.1.1 < horizon);
        bytes += kept.iter().map(|key| i64::from(key.2.2)).sum::<i64>();
        for piece in over.chunks(PIECE) {
            remove(cloud, scope, piece).await?;
        }
        match keys.last() {
            Some(last) if keys.len() == KEYS => span = whole.clone().after(last),
            _ => break,
        }
    }
    note(cloud, scope, &group, bytes).await
}

async fn remove(cloud: &Cloud, scope: Scope<'_>, keys: &[&Key]) -> Result<(), AwsError> {
    let remove = cloud.store.transact(|tx| {
        for key in keys {
            CHUNKS.delete(tx, scope, *key)?;
        }
        Ok::<_, AwsError>(())
    });
    remove.await
}

async fn note(cloud: &Cloud, scope: Scope<'_>, group: &Group, bytes: i64) -> Result<(), AwsError> {
    let size = Size { bytes };
    let known = cloud.store.read(|tx| SIZES.get(tx, scope, &group.id))?;
    if known.unwrap_or_default() == size {
        return Ok(());
    }
    let note = cloud.store.transact(|tx| {
        // It may have been deleted meanwhile.
        match GROUPS.get(tx, scope, &group.name)? {
            Some(still) if still.id == group.id => SIZES.put(tx, scope, &group.id, &size),
            _ => Ok(()),
        }
    });
    Ok(note.await?)
}

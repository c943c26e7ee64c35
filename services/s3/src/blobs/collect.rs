//! Removing what is no longer referred to.

use super::{GLOBAL, LIVE, parse, pins};
use haneul_pipeline::{AwsError, Cloud};
use haneul_store::{Span, Stored, Table, Tx};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// By the content that was given up.
static GARBAGE: Table<String, Garbage> = Table::new("s3_garbage");

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Garbage {
    blobs: Vec<String>,
    /// In host time, where several nodes share the bytes: when one of them first saw it.
    #[serde(default)]
    seen: Option<Timestamp>,
}

impl Stored for Garbage {
    const VERSION: u32 = 1;
}

/// How long reading an object may take on another node.
const OTHERS_READ: SignedDuration = SignedDuration::from_hours(1);

/// Rows looked at in one transaction.
const BATCH: usize = 50;

/// Gives content up, in the transaction that ends the last reference to it.
pub fn discard(tx: &mut Tx, content: &str, blobs: Vec<String>) -> Result<(), AwsError> {
    if blobs.is_empty() {
        return Ok(());
    }
    Ok(GARBAGE.insert(tx, GLOBAL, content, &Garbage { blobs, seen: None })?)
}

/// Removes what a transaction gave up, once it has committed. What does not succeed here is
/// done by the reconciler.
pub async fn after_commit(cloud: &Cloud, contents: &[String]) {
    for content in contents {
        if let Err(error) = remove(cloud, content).await {
            tracing::debug!("bytes of {content} are removed later: {error}");
        }
    }
}

async fn remove(cloud: &Cloud, content: &str) -> Result<(), AwsError> {
    let found = cloud.store.read(|tx| {
        let held = haneul_pipeline::is_held(cloud, tx)?;
        let found = GARBAGE.get(tx, GLOBAL, content)?;
        Ok::<_, AwsError>(found.filter(|_| !held))
    })?;
    let Some(garbage) = found else { return Ok(()) };
    if !is_ripe(cloud, content, &garbage).await? {
        return Ok(());
    }
    if pins::is_pinned(cloud, content) {
        return Ok(());
    }
    for blob in &garbage.blobs {
        let deleted = cloud.blobs.delete(parse(blob)?).await;
        deleted.map_err(crate::body::failure)?;
    }
    cloud
        .store
        .transact(|tx| {
            for blob in &garbage.blobs {
                LIVE.delete(tx, GLOBAL, blob)?;
            }
            GARBAGE.delete(tx, GLOBAL, content)?;
            Ok(())
        })
        .await
}

/// Another node may be in the middle of reading it: parts are opened one after the other, and a
/// download from an object store may have to be resumed. Pins are of one process.
async fn is_ripe(cloud: &Cloud, content: &str, garbage: &Garbage) -> Result<bool, AwsError> {
    if cloud.leases.is_alone() {
        return Ok(true);
    }
    let now = cloud.clock.host_now();
    if let Some(seen) = garbage.seen {
        return Ok(now.duration_since(seen) >= OTHERS_READ);
    }
    let seen = Garbage {
        seen: Some(now),
        ..garbage.clone()
    };
    cloud
        .store
        .transact(|tx| match GARBAGE.exists(tx, GLOBAL, content)? {
            true => GARBAGE.put(tx, GLOBAL, content, &seen),
            false => Ok(()),
        })
        .await?;
    Ok(false)
}

/// Looks at everything that was given up and not removed yet.
pub async fn sweep(cloud: &Cloud) -> Result<(), AwsError> {
    let mut after: Option<String> = None;
    loop {
        let rows = cloud.store.read(|tx| {
            let span = match &after {
                Some(key) => Span::all().after(key),
                None => Span::all(),
            };
            Ok::<_, AwsError>(GARBAGE.scan(tx, GLOBAL, span, BATCH, false)?)
        })?;
        for (content, _) in &rows {
            remove(cloud, content).await?;
        }
        let full = rows.len() == BATCH;
        after = rows.into_iter().next_back().map(|(content, _)| content);
        if !full {
            return Ok(());
        }
    }
}

//! Removing what is no longer referred to.

use super::{GLOBAL, LIVE, parse, pins};
use haneul_pipeline::{AwsError, Cloud};
use haneul_store::{Span, Stored, Table, Tx};
use serde::{Deserialize, Serialize};

/// By the content that was given up.
static GARBAGE: Table<String, Garbage> = Table::new("s3_garbage");

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Garbage {
    blobs: Vec<String>,
}

impl Stored for Garbage {
    const VERSION: u32 = 1;
}

/// Rows looked at in one transaction.
const BATCH: usize = 50;

/// Gives content up, in the transaction that ends the last reference to it.
pub fn discard(tx: &mut Tx, content: &str, blobs: Vec<String>) -> Result<(), AwsError> {
    if blobs.is_empty() {
        return Ok(());
    }
    Ok(GARBAGE.insert(tx, GLOBAL, content, &Garbage { blobs })?)
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
    let found = cloud
        .store
        .read(|tx| Ok::<_, AwsError>(GARBAGE.get(tx, GLOBAL, content)?))?;
    let Some(garbage) = found else { return Ok(()) };
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

//! What time and deleted buckets leave behind of uploads.

use super::row::{self, COMPLETED, DROPPED};
use crate::blobs::{self, GLOBAL};
use haneul_pipeline::{AwsError, Cloud};
use haneul_store::{Scope, Span};

/// For how long a repeated completion is answered like the first, in seconds.
const REMEMBERED: i64 = 24 * 3600;
const BATCH: usize = 200;

pub async fn sweep(cloud: &Cloud) -> Result<(), AwsError> {
    while end_one(cloud).await? {}
    forget(cloud).await
}

/// Ends one upload of a bucket that was deleted; false when there is none left.
async fn end_one(cloud: &Cloud) -> Result<bool, AwsError> {
    let outcome = cloud
        .store
        .transact(|tx| {
            let first = DROPPED.scan(tx, GLOBAL, Span::all(), 1, false)?;
            let Some((bucket_id, dropped)) = first.into_iter().next() else {
                return Ok::<_, AwsError>(None);
            };
            let scope = Scope::new(&dropped.partition, &dropped.account, &dropped.region);
            let mut gone = Vec::new();
            match row::any_of(tx, scope, &bucket_id)? {
                Some((key, id)) => {
                    row::remove(tx, scope, &(&bucket_id, &key, &id), |_| false, &mut gone)?;
                }
                None => _ = DROPPED.delete(tx, GLOBAL, &bucket_id)?,
            }
            Ok(Some(gone))
        })
        .await?;
    match outcome {
        Some(gone) => {
            blobs::after_commit(cloud, &gone).await;
            Ok(true)
        }
        None => Ok(false),
    }
}

/// Drops the memory of completions long past.
async fn forget(cloud: &Cloud) -> Result<(), AwsError> {
    let before = cloud.clock.now().as_second() - REMEMBERED;
    loop {
        let dropped = cloud
            .store
            .transact(|tx| {
                let span = Span::all().before(&before);
                let old = COMPLETED.index_scan(tx, GLOBAL, "time", span, BATCH, false)?;
                for (id, _) in &old {
                    COMPLETED.delete(tx, GLOBAL, id)?;
                }
                Ok::<_, AwsError>(old.len())
            })
            .await?;
        if dropped < BATCH {
            return Ok(());
        }
    }
}

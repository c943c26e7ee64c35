//! Blobs that nothing refers to: uploads that were cut off between their last byte and their
//! commit.

use super::{GLOBAL, LIVE, MARK};
use haneul_blob::BlobId;
use haneul_pipeline::{AwsError, Cloud};
use std::time::Duration;

/// Of the clock by which the place dates them: far longer than any commit takes, and than clocks
/// differ.
const AGE: Duration = Duration::from_secs(24 * 3600);

pub async fn remove(cloud: &Cloud) -> Result<(), AwsError> {
    let mut list = cloud.blobs.list();
    while let Some(page) = list.page().await.map_err(crate::body::failure)? {
        for listed in page {
            if listed.id.mark() == MARK && listed.age >= AGE {
                remove_unneeded(cloud, listed.id).await?;
            }
        }
    }
    Ok(())
}

async fn remove_unneeded(cloud: &Cloud, id: BlobId) -> Result<(), AwsError> {
    let name = id.to_string();
    let needed = cloud
        .store
        .read(|tx| Ok::<_, AwsError>(LIVE.exists(tx, GLOBAL, &name)?))?;
    if !needed {
        let removed = cloud.blobs.delete(id).await;
        removed.map_err(crate::body::failure)?;
        tracing::info!("removed blob {id}, which no object refers to");
    }
    Ok(())
}

//! Blobs that nothing refers to: uploads that were cut off between their last byte and their
//! commit.

use super::{GLOBAL, LIVE, MARK};
use haneul_blob::BlobId;
use haneul_pipeline::{AwsError, Cloud};
use std::time::Duration;

/// In the host's time: far longer than any commit takes.
const AGE: Duration = Duration::from_secs(24 * 3600);

pub async fn remove(cloud: &Cloud) -> Result<(), AwsError> {
    let list = cloud.blobs.list();
    let old = tokio::task::spawn_blocking(move || old_ones(list));
    for id in old.await.map_err(AwsError::internal)? {
        let name = id.to_string();
        let needed = cloud
            .store
            .read(|tx| Ok::<_, AwsError>(LIVE.exists(tx, GLOBAL, &name)?))?;
        if !needed {
            let removed = cloud.blobs.delete(id).await;
            removed.map_err(crate::body::failure)?;
            tracing::info!("removed blob {id}, which no object refers to");
        }
    }
    Ok(())
}

fn old_ones(list: haneul_blob::List) -> Vec<BlobId> {
    list.filter_map(Result::ok)
        .filter(|listed| listed.id.0[14..] == MARK && listed.age() >= AGE)
        .map(|listed| listed.id)
        .collect()
}

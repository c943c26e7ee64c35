//! Whether an object store can be written to, read and deleted from, before anyone relies on it.

use super::Objects;
use object_store::{ObjectStoreExt, Result};

pub async fn run(objects: &Objects) -> Result<()> {
    let name = format!("probe-{}", objects.names.next());
    let key = objects.prefix.clone().join(name);
    let sent = "Haneul was here";
    objects.store.put(&key, sent.into()).await?;
    let found = objects.store.get(&key).await?.bytes().await?;
    objects.store.delete(&key).await?;
    if found != sent {
        return Err(object_store::Error::Generic {
            store: "object store",
            source: "an object that was just written has other bytes when it is read".into(),
        });
    }
    Ok(())
}

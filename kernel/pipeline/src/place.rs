//! Makes sure that all nodes of a cloud, and all its starts, keep large bytes in the same place.
//!
//! The first node leaves a mark there and says in the store which; a node that does not find it
//! looks at another place, and would miss what the others wrote. So it is where the bytes lie in
//! zones, for a later start without them.

use crate::credentials::GLOBAL;
use crate::error::AwsError;
use bytes::Bytes;
use haneul_blob::{BlobError, BlobId, Blobs};
use haneul_runtime::Random;
use haneul_store::{Store, Stored, Table, Tx};
use serde::{Deserialize, Serialize};

static PLACE: Table<u8, Place> = Table::new("place");

const ONLY: u8 = 0;

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Place {
    mark: [u8; 16],
}

impl Stored for Place {
    const VERSION: u32 = 1;
}

pub(crate) async fn agree(store: &Store, blobs: &Blobs, random: &Random) -> Result<(), AwsError> {
    if let Some(mark) = store.read(mark)? {
        return look(blobs, mark).await;
    }
    let mut mark = BlobId(random.bytes());
    // No service's: services know theirs by the last bytes, and remove what is no longer needed.
    mark.0[14..].copy_from_slice(b"pl");
    let mut writer = blobs.create(mark).await.map_err(AwsError::internal)?;
    let text = Bytes::from_static(b"the large bytes of a Haneul cloud");
    writer.write(text).await.map_err(AwsError::internal)?;
    writer.finish().await.map_err(AwsError::internal)?;
    let agreed = store
        .transact(|tx| match self::mark(tx)? {
            // Another node was first.
            Some(first) => Ok::<_, AwsError>(first),
            None => {
                PLACE.put(tx, GLOBAL, &ONLY, &Place { mark: mark.0 })?;
                Ok(mark)
            }
        })
        .await?;
    if agreed == mark {
        return Ok(());
    }
    blobs.delete(mark).await.map_err(AwsError::internal)?;
    look(blobs, agreed).await
}

async fn look(blobs: &Blobs, mark: BlobId) -> Result<(), AwsError> {
    match blobs.read(mark, 0..1).await {
        Ok(_) => Ok(()),
        Err(BlobError::NotFound(_)) => Err(AwsError::new(
            "WrongPlace",
            "the large bytes of this cloud lie elsewhere: start this node with the same --blobs or \
             --zone as the others, or as before",
        )),
        Err(error) => Err(AwsError::new(
            "WrongPlace",
            format!("the large bytes of this cloud: {error}"),
        )),
    }
}

pub(crate) fn prefix() -> Result<Vec<u8>, AwsError> {
    Ok(PLACE.prefix(GLOBAL)?)
}

/// What must stay when everything else is emptied.
pub(crate) fn mark(tx: &mut Tx) -> Result<Option<BlobId>, AwsError> {
    let place = PLACE.get(tx, GLOBAL, &ONLY)?;
    Ok(place.map(|place| BlobId(place.mark)))
}

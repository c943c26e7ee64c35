//! While a snapshot is taken no node removes bytes that it may name.
//!
//! A hold is a row. Whoever is about to remove the bytes of something that was deleted looks for one
//! after the delete has committed: if there is none, the snapshot is of a later moment and does not
//! name them.

use crate::cloud::Cloud;
use crate::credentials::GLOBAL;
use crate::error::AwsError;
use haneul_runtime::ids;
use haneul_store::{Span, Stored, Table, Tx};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

static HOLDS: Table<String, Hold> = Table::new("hold");

/// In host time. A snapshot that takes longer may miss the bytes of what was deleted after this; one
/// whose node died stops nobody any longer.
const LIMIT: SignedDuration = SignedDuration::from_hours(6);

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Hold {
    until: Timestamp,
}

impl Stored for Hold {
    const VERSION: u32 = 1;
}

/// Holds are not part of the state that they help to save.
pub(crate) fn prefix() -> Result<Vec<u8>, AwsError> {
    Ok(HOLDS.prefix(GLOBAL)?)
}

pub(crate) async fn begin(cloud: &Cloud) -> Result<Option<String>, AwsError> {
    if cloud.leases.is_alone() {
        return Ok(None);
    }
    let id = ids::uuid(&cloud.random);
    let until = cloud.clock.host_now() + LIMIT;
    let hold = Hold { until };
    cloud
        .store
        .transact(|tx| HOLDS.put(tx, GLOBAL, &id, &hold))
        .await?;
    Ok(Some(id))
}

pub(crate) async fn end(cloud: &Cloud, id: Option<String>) -> Result<(), AwsError> {
    let Some(id) = id else { return Ok(()) };
    let ended = cloud.store.transact(|tx| HOLDS.delete(tx, GLOBAL, &id));
    Ok(ended.await.map(|_| ())?)
}

/// Whether bytes must stay for now, in a look at the store after they were given up.
pub fn is_held(cloud: &Cloud, tx: &mut Tx) -> Result<bool, AwsError> {
    if cloud.leases.is_alone() {
        return Ok(false);
    }
    let now = cloud.clock.host_now();
    let holds = HOLDS.scan(tx, GLOBAL, Span::all(), usize::MAX, false)?;
    Ok(holds.iter().any(|(_, hold)| hold.until > now))
}

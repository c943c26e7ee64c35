//! The level of stored formats: what rows may be written as, so that every node can read them.
//!
//! A Haneul that brings a new format of some row brings a higher level with it. It goes on writing
//! the format before ([`haneul_store::Stored::before`]) until every node knows the new level; then
//! one of them raises it for all, in a transaction that no older node can join meanwhile.

use crate::node::{self, Node};
use haneul_store::{Scope, Store, StoreError, Stored, Table, Tx};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The newest level this Haneul knows. Raised by whoever gives a stored type a new version.
///
/// 2: pages of logs are compressed; S3 encrypts, and keeps versions, lists and classes;
/// calls of the outbox have terms. 3: rows of sealed tables lie encrypted.
/// 4: what services keep may lie under keys of KMS, and tables of DynamoDB have replicas.
/// 5: functions take part in pipes and in delivery streams; rules of S3 name keys of KMS.
/// 6: keys of DynamoDB's indexes are several attributes; alarms of CloudWatch look at bands.
/// 7: mappings of event sources are measured, and read by way of consumers.
/// 8: certificates are found by their names; topics count their subscriptions; pipes ask API destinations;
/// delivery streams have functions before endpoints and know where records lay; S3 encrypts in two layers.
pub const KNOWN: u32 = 8;

static LEVEL: Table<u8, Level> = Table::new("level");

const GLOBAL: Scope<'static> = Scope::new("", "", "");
const ONLY: u8 = 0;

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
struct Level {
    active: u32,
}

impl Stored for Level {
    const VERSION: u32 = 1;
}

/// The rows are of a level that this Haneul does not know.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[error(
    "the data was upgraded to format level {active}; this Haneul knows up to {known}. Use the newer version."
)]
pub struct TooOld {
    pub active: u32,
    pub known: u32,
}

/// Takes part in a cloud, or begins a new one. Who is alone raises the level at once; of several,
/// `me` is known to the others from here on.
pub async fn join(
    store: &Store,
    me: Option<&Node>,
    known: u32,
) -> Result<Result<u32, TooOld>, StoreError> {
    let joined = store
        .transact::<_, StoreError>(|tx| {
            let active = active(tx)?;
            match active {
                Some(active) if active > known => return Ok(Err(TooOld { active, known })),
                Some(active) if me.is_some() || active == known => {}
                _ => set(tx, known)?,
            }
            if let Some(me) = me {
                node::write(tx, me)?;
            }
            Ok(Ok(active.filter(|_| me.is_some()).unwrap_or(known)))
        })
        .await?;
    if let Ok(level) = joined {
        store.set_level(level);
    }
    Ok(joined)
}

/// Raises the level if every living node knows a higher one; then goes by it.
pub async fn follow(
    store: &Store,
    now: Timestamp,
    known: u32,
) -> Result<Result<u32, TooOld>, StoreError> {
    let (current, common) = store.read::<_, StoreError>(|tx| {
        let current = active(tx)?.unwrap_or(known);
        Ok((current, node::common_level(&node::all(tx)?, now)))
    })?;
    let current = match common.filter(|common| *common > current) {
        Some(_) => store.transact(|tx| raise(tx, now)).await?,
        None => current,
    };
    if current > known {
        let active = current;
        return Ok(Err(TooOld { active, known }));
    }
    store.set_level(current);
    Ok(Ok(current))
}

/// In a transaction that fails if any node changes its row, so also if one joins.
fn raise(tx: &mut Tx, now: Timestamp) -> Result<u32, StoreError> {
    let current = active(tx)?.unwrap_or_default();
    let common = node::common_level(&node::all_tracked(tx)?, now);
    let level = common.unwrap_or_default().max(current);
    set(tx, level)?;
    Ok(level)
}

/// What rows are written as; nothing in a new cloud.
pub fn active(tx: &mut Tx) -> Result<Option<u32>, StoreError> {
    Ok(LEVEL.get(tx, GLOBAL, &ONLY)?.map(|level| level.active))
}

fn set(tx: &mut Tx, active: u32) -> Result<(), StoreError> {
    LEVEL.put(tx, GLOBAL, &ONLY, &Level { active })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::SignedDuration;

    fn node(id: &str, level: u32, beat: Timestamp) -> Node {
        Node {
            id: id.to_owned(),
            level,
            beat,
            ..Node::default()
        }
    }

    #[tokio::test]
    async fn the_level_rises_when_the_last_old_node_is_gone() {
        let store = Store::memory();
        let start = Timestamp::UNIX_EPOCH;
        let old = node("old", 1, start);
        assert_eq!(join(&store, Some(&old), 1).await.unwrap(), Ok(1));
        let new = node("new", 2, start);
        assert_eq!(join(&store, Some(&new), 2).await.unwrap(), Ok(1));
        assert_eq!(follow(&store, start, 2).await.unwrap(), Ok(1));
        let later = start + SignedDuration::from_secs(10);
        let new = node("new", 2, later);
        store.transact(|tx| node::write(tx, &new)).await.unwrap();
        assert_eq!(follow(&store, later, 2).await.unwrap(), Ok(2));
        let too_old = TooOld {
            active: 2,
            known: 1,
        };
        assert_eq!(follow(&store, later, 1).await.unwrap(), Err(too_old));
        assert_eq!(join(&store, Some(&old), 1).await.unwrap(), Err(too_old));
    }

    #[tokio::test]
    async fn who_is_alone_upgrades_at_once() {
        let store = Store::memory();
        assert_eq!(join(&store, None, 1).await.unwrap(), Ok(1));
        assert_eq!(join(&store, None, 3).await.unwrap(), Ok(3));
        assert!(join(&store, None, 2).await.unwrap().is_err());
    }
}

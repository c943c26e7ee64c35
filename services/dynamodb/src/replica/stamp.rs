//! By which write an item is as it is: kept beside the items of tables with replicas, also of items
//! that are gone, until every replica must have heard of it.

use crate::item::change::Change;
use crate::item::key::Primary;
use crate::item::row::ItemKey;
use crate::limits::SECOND;
use crate::replica::send;
use crate::table::Found;
use crate::table::row::Mark;
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Stored, Table as Rows};
use serde::{Deserialize, Serialize};

/// The later one wins; of two at the same time, that of the Region whose name comes later.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Stamp {
    /// Microseconds of the cloud's clock.
    pub at: i64,
    pub region: String,
}

impl Stored for Stamp {
    const VERSION: u32 = 1;
}

/// Items that are not here were written before there were replicas.
pub static STAMPS: Rows<ItemKey, Stamp> = Rows::new("dynamodb_stamp");

/// Table, second, hash, partition key and sort key of an item that is gone.
pub type GraveKey = (u64, u64, u64, (Vec<u8>, Vec<u8>));

/// When items went whose stamps are still there.
pub static GRAVES: Rows<GraveKey, Mark> = Rows::new("dynamodb_grave");

/// Stamps a change that was made here, and tells the other replicas.
pub fn note(cx: &mut Cx, change: &Change<'_>) -> Result<(), AwsError> {
    let found = change.found;
    let is_nothing = change.before.packed().is_none() && change.after.is_none();
    if !found.table.has_replicas() || is_nothing {
        return Ok(());
    }
    let (scope, row) = (found.scope(cx), change.primary.row(&found.table));
    let known = STAMPS.get(cx.tx, scope, &row)?;
    let now = cx.cloud.clock.now().as_microsecond();
    let stamp = Stamp {
        // It comes behind whatever it replaces, whatever the clocks were.
        at: known.map_or(now, |known| now.max(known.at + 1)),
        region: cx.region().to_owned(),
    };
    put(cx, found, change.primary, &stamp, change.after.is_none())?;
    send::send(cx, change, &stamp)
}

pub fn put(
    cx: &mut Cx,
    found: &Found,
    primary: &Primary,
    stamp: &Stamp,
    is_gone: bool,
) -> Result<(), AwsError> {
    let scope = found.scope(cx);
    STAMPS.put(cx.tx, scope, &primary.row(&found.table), stamp)?;
    if is_gone {
        let grave = grave(found.table.id, stamp, primary);
        GRAVES.put(cx.tx, scope, &grave, &Mark {})?;
    }
    Ok(())
}

fn grave(table: u64, stamp: &Stamp, primary: &Primary) -> GraveKey {
    let keys = (primary.partition.clone(), primary.sort.clone());
    (table, second(stamp), primary.hash, keys)
}

pub fn second(stamp: &Stamp) -> u64 {
    stamp.at.max(0) as u64 / SECOND as u64
}

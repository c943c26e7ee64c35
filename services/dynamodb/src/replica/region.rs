//! Work in another Region, in the same transaction.

use crate::table::Found;
use crate::table::row::{self, Table};
use haneul_pipeline::{AwsError, Call, Cx};
use std::sync::Arc;

/// Does it as if the call had come there.
pub fn within<R>(cx: &mut Cx, region: &str, work: impl FnOnce(&mut Cx) -> R) -> R {
    let call = Call {
        region: region.to_owned(),
        ..cx.call.clone()
    };
    work(&mut Cx::new(cx.tx, &call, cx.cloud))
}

/// Changes each of the other replicas of a table there.
pub fn each(
    cx: &mut Cx,
    found: &Found,
    mut change: impl FnMut(&mut Cx, &Found, &mut Table) -> Result<(), AwsError>,
) -> Result<(), AwsError> {
    for replica in found.table.replicas() {
        within(cx, &replica.region, |cx| {
            let there = row::find(cx, &found.address)?;
            let Some(there) = there.filter(|there| there.table.id == replica.table) else {
                return Ok(());
            };
            let mut table = Table::clone(&there.table);
            change(cx, &there, &mut table)?;
            row::put(cx, &there, &table)
        })?;
    }
    Ok(())
}

/// A replica's table, if it is there.
pub fn find(cx: &mut Cx, found: &Found, region: &str) -> Result<Option<Arc<Table>>, AwsError> {
    let there = within(cx, region, |cx| row::find(cx, &found.address))?;
    Ok(there.map(|there| there.table))
}

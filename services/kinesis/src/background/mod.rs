//! Work that nobody waits for: deleted streams, records that are over, streams that grow.

mod expire;
mod remove;
mod scale;

pub use expire::expire;
pub use remove::{EMPTY, REMOVE, empty, remove, remove_at};
pub use scale::{SCALE, grow, scale};

use crate::address::Address;
use haneul_pipeline::Cx;

/// The key of a stream among all of the cloud.
pub fn place<'a>(cx: &Cx<'a>, address: &'a Address) -> (&'a str, &'a str, &'a str, &'a str) {
    let (partition, region) = (cx.partition(), cx.region());
    (partition, &address.account, region, &address.name)
}

//! Work that nobody waits for: tables and indexes that go, indexes that are filled, and counting.

pub mod bucket;
mod drop_index;
mod fill;
mod gauge;
mod remove;
pub mod stats;

pub use drop_index::{DROP, drop_index, drop_timer, forget_attributes};
pub use fill::{FILL, fill, fill_timer};
pub use gauge::gauge;
pub use remove::{EMPTY, REMOVE, empty, remove, remove_at};
pub use stats::count;

use crate::address::Address;
use crate::table::Found;
use crate::table::row;
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::timer::Timer;
use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// The key of a table among all of the cloud.
pub fn place<'a>(cx: &Cx<'a>, address: &'a Address) -> (&'a str, &'a str, &'a str, &'a str) {
    let (partition, region) = (cx.partition(), cx.region());
    (partition, &address.account, region, &address.name)
}

/// Which table a timer is about.
#[derive(Clone, Serialize, Deserialize)]
pub struct About {
    pub account: String,
    pub name: String,
    pub table: u64,
}

impl About {
    pub fn of(found: &Found) -> About {
        About {
            account: found.address.account.clone(),
            name: found.address.name.clone(),
            table: found.table.id,
        }
    }

    fn address(&self) -> Address {
        Address {
            account: self.account.clone(),
            name: self.name.clone(),
        }
    }

    /// The table, if it is still the same.
    pub fn find(&self, cx: &mut Cx) -> Result<Option<Found>, AwsError> {
        let found = row::find(cx, &self.address())?;
        Ok(found.filter(|found| found.table.id == self.table))
    }
}

pub fn set(
    cx: &mut Cx,
    at: i64,
    handler: &str,
    id: &str,
    payload: &impl Serialize,
) -> Result<(), AwsError> {
    let at = Timestamp::from_microsecond(at).unwrap_or(Timestamp::MAX);
    let id = format!("dynamodb {handler} {id}");
    let payload = serde_json::to_value(payload).map_err(AwsError::internal)?;
    cx.timer(at, &id, &format!("dynamodb/{handler}"), payload)
}

pub fn read<T: DeserializeOwned>(timer: &Timer) -> Result<T, AwsError> {
    serde_json::from_value(timer.payload.clone()).map_err(AwsError::internal)
}

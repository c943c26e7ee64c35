//! The row of a stream.

use crate::errors;
use crate::group::row::Group;
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Index, Stored, Table, key_bytes};
use serde::{Deserialize, Serialize};

/// By the group's id and the name.
pub static STREAMS: Table<(u64, String), Stream> =
    Table::new("logs_stream").with_indexes(&[Index::new(BY_TIME, by_time)]);

pub const BY_TIME: &str = "time";

/// Times are milliseconds.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Stream {
    /// Another for each stream, also of the same name.
    pub id: u64,
    pub name: String,
    pub created: i64,
    /// Of its events, to a second: what is exact lies in the events' keys.
    pub last_event: Option<i64>,
    pub last_ingested: Option<i64>,
}

impl Stored for Stream {
    const VERSION: u32 = 1;
}

/// Those without events come first.
fn by_time((group, name): &(u64, String), stream: &Stream) -> Vec<Vec<u8>> {
    let last = stream.last_event.unwrap_or_default().max(0) as u64;
    vec![key_bytes(&(*group, last, name.as_str()))]
}

pub fn find(cx: &mut Cx, group: &Group, name: &str) -> Result<Option<Stream>, AwsError> {
    let scope = cx.scope();
    Ok(STREAMS.get(cx.tx, scope, &(group.id, name))?)
}

pub fn at(cx: &mut Cx, group: &Group, name: &str) -> Result<Stream, AwsError> {
    find(cx, group, name)?.ok_or_else(errors::no_stream)
}

pub fn put(cx: &mut Cx, group: &Group, stream: &Stream) -> Result<(), AwsError> {
    let scope = cx.scope();
    Ok(STREAMS.put(cx.tx, scope, &(group.id, &stream.name), stream)?)
}

//! Empties an index that is given up, a piece in each transaction, and then forgets it.

use crate::background::{About, read, set};
use crate::index::entries::ENTRIES;
use crate::index::row::State;
use crate::limits::CHANGE;
use crate::table::Found;
use crate::table::row::{self, Keys, Table};
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::timer::Timer;
use haneul_store::Span;
use serde::{Deserialize, Serialize};

pub const DROP: &str = "drop";

const PIECE: usize = 500;

#[derive(Serialize, Deserialize)]
struct Dropping {
    #[serde(flatten)]
    about: About,
    index: u32,
}

pub fn drop_index(cx: &mut Cx, found: &Found, index: u32) -> Result<(), AwsError> {
    let dropping = Dropping {
        about: About::of(found),
        index,
    };
    again(cx, cx.now().as_microsecond() + CHANGE, &dropping)
}

fn again(cx: &mut Cx, at: i64, dropping: &Dropping) -> Result<(), AwsError> {
    let id = format!("{:016x} {}", dropping.about.table, dropping.index);
    set(cx, at, DROP, &id, dropping)
}

pub fn drop_timer(cx: &mut Cx, timer: &Timer) -> Result<(), AwsError> {
    let dropping: Dropping = read(timer)?;
    let Some(found) = dropping.about.find(cx)? else {
        return Ok(());
    };
    let scope = found.scope(cx);
    let span = Span::prefix(&(found.table.id, dropping.index));
    let keys = ENTRIES.keys(cx.tx, scope, span, PIECE, false)?;
    for key in &keys {
        ENTRIES.delete(cx.tx, scope, key)?;
    }
    if keys.len() == PIECE {
        return again(cx, cx.now().as_microsecond(), &dropping);
    }
    let mut table = found.table.as_ref().clone();
    let gone = |index: &crate::index::row::Index| {
        index.number == dropping.index && index.state == State::Deleting
    };
    table.indexes.retain(|index| !gone(index));
    forget_attributes(&mut table);
    row::put(cx, &found, &table)
}

/// Attributes that no key needs any more.
pub fn forget_attributes(table: &mut Table) {
    let (keys, indexes) = (&table.keys, &table.indexes);
    let is_key = |name: &str| {
        let mut all = std::iter::once(keys).chain(indexes.iter().map(|index| &index.keys));
        all.any(|keys: &Keys| keys.has(name))
    };
    table.attributes.retain(|attribute| is_key(&attribute.name));
}

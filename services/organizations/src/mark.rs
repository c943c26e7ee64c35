//! The mark that every change leaves which can alter a decision: what caches are checked by.

use crate::ids;
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{KeyRange, Scope, Span, Store, Stored, Table, Tx};
use serde::{Deserialize, Serialize};

/// By organisation, over all partitions, so that one look is enough.
static MARKS: Table<String, Mark> = Table::new("organizations_mark");

const EVERYWHERE: Scope<'static> = Scope::new("", "", "");

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Mark {
    /// Another with each change.
    turn: String,
}

impl Stored for Mark {
    const VERSION: u32 = 1;
}

pub fn set(cx: &mut Cx, organisation: &str) -> Result<(), AwsError> {
    let mark = Mark {
        turn: ids::new(cx, "", 12),
    };
    Ok(MARKS.put(cx.tx, EVERYWHERE, organisation, &mark)?)
}

pub fn version(store: &Store) -> u64 {
    match MARKS.prefix(EVERYWHERE) {
        Ok(prefix) => store.watermark(&prefix),
        Err(_) => u64::MAX,
    }
}

pub fn place() -> Result<KeyRange, AwsError> {
    Ok(KeyRange::prefix(MARKS.prefix(EVERYWHERE)?))
}

/// Whether any was ever set.
pub fn any(tx: &mut Tx) -> Result<bool, AwsError> {
    Ok(!MARKS
        .scan(tx, EVERYWHERE, Span::all(), 1, false)?
        .is_empty())
}

//! Fills a new index with the items that were there before it, a piece in each transaction. Items
//! that are written meanwhile go into it as they do into any index.

use crate::background::{About, read, set};
use crate::index::entries;
use crate::index::row::State;
use crate::item::row::ITEMS;
use crate::limits::CHANGE;
use crate::measure;
use crate::table::Found;
use crate::table::row;
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::timer::Timer;
use haneul_store::Span;
use serde::{Deserialize, Serialize};

pub const FILL: &str = "fill";

/// Items in one transaction, and bytes of them.
const PIECE: usize = 200;
const BYTES: usize = 1 << 20;

#[derive(Serialize, Deserialize)]
struct Filling {
    #[serde(flatten)]
    about: About,
    index: u32,
    /// The item that the last piece ended with: hash, partition key, sort key.
    after: Option<(u64, Vec<u8>, Vec<u8>)>,
    is_full: bool,
}

pub fn fill(cx: &mut Cx, found: &Found, index: u32) -> Result<(), AwsError> {
    let filling = Filling {
        about: About::of(found),
        index,
        after: None,
        is_full: false,
    };
    again(cx, cx.now().as_microsecond(), &filling)
}

fn again(cx: &mut Cx, at: i64, filling: &Filling) -> Result<(), AwsError> {
    let id = format!("{:016x} {}", filling.about.table, filling.index);
    set(cx, at, FILL, &id, filling)
}

pub fn fill_timer(cx: &mut Cx, timer: &Timer) -> Result<(), AwsError> {
    let mut filling: Filling = read(timer)?;
    let Some(found) = filling.about.find(cx)? else {
        return Ok(());
    };
    let Some(at) = found
        .table
        .indexes
        .iter()
        .position(|i| i.number == filling.index)
    else {
        return Ok(());
    };
    let index = &found.table.indexes[at];
    let State::Filling { since } = index.state else {
        return Ok(());
    };
    let now = cx.now().as_microsecond();
    if !filling.is_full {
        let scope = found.scope(cx);
        let table = found.table.id;
        let mut span = Span::prefix(&(table,));
        if let Some((hash, partition, sort)) = &filling.after {
            span = span.after(&(table, *hash, partition.as_slice(), sort.as_slice()));
        }
        let items = ITEMS.scan_sized(cx.tx, scope, span, (PIECE, BYTES), false)?;
        for ((_, _, partition, sort), item) in &items {
            let primary = (partition.as_slice(), sort.as_slice());
            entries::fill(cx.tx, scope, &found.table, index, primary, &item.item()?)?;
        }
        match items.last() {
            Some(((_, hash, partition, sort), _)) => {
                let percent = *hash as f64 / u64::MAX as f64 * 100.0;
                measure::progress(cx, &found, &index.name, percent);
                filling.after = Some((*hash, partition.clone(), sort.clone()));
            }
            None => filling.is_full = true,
        }
    }
    if !filling.is_full {
        return again(cx, now, &filling);
    }
    if now < since + CHANGE {
        return again(cx, since + CHANGE, &filling);
    }
    let mut table = found.table.as_ref().clone();
    table.indexes[at].state = State::Active;
    measure::progress(cx, &found, &index.name, 100.0);
    row::put(cx, &found, &table)
}

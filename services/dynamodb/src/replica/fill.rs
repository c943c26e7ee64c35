//! Fills a new replica with the items that were there before it, a piece in each transaction. What is
//! written meanwhile is told to it as to any other, and its stamp is later.

use crate::background::{About, read, set};
use crate::item::key::Primary;
use crate::item::row::ITEMS;
use crate::limits::CHANGE;
use crate::replica::region::{each, within};
use crate::replica::row::State;
use crate::replica::stamp::STAMPS;
use crate::replica::take;
use crate::table::Found;
use crate::table::row::{self, Table};
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::timer::Timer;
use haneul_store::Span;
use serde::{Deserialize, Serialize};

pub const FILL: &str = "replica_fill";

/// Items in one transaction, and bytes of them.
const PIECE: usize = 200;
const BYTES: usize = 1 << 20;

#[derive(Serialize, Deserialize)]
struct Filling {
    #[serde(flatten)]
    about: About,
    region: String,
    /// The item that the last piece ended with: hash, partition key, sort key.
    after: Option<(u64, Vec<u8>, Vec<u8>)>,
    is_full: bool,
}

pub fn begin(cx: &mut Cx, found: &Found, region: &str) -> Result<(), AwsError> {
    let filling = Filling {
        about: About::of(found),
        region: region.to_owned(),
        after: None,
        is_full: false,
    };
    again(cx, cx.now().as_microsecond(), &filling)
}

fn again(cx: &mut Cx, at: i64, filling: &Filling) -> Result<(), AwsError> {
    let id = format!("{:016x} {}", filling.about.table, filling.region);
    set(cx, at, FILL, &id, filling)
}

pub fn fill_timer(cx: &mut Cx, timer: &Timer) -> Result<(), AwsError> {
    let mut filling: Filling = read(timer)?;
    let Some(found) = filling.about.find(cx)? else {
        return Ok(());
    };
    let region = filling.region.clone();
    let mut replicas = found.table.replicas().iter();
    let Some(replica) = replicas.find(|r| r.region == region && r.state == State::Creating) else {
        return Ok(());
    };
    let (now, ready) = (cx.now().as_microsecond(), replica.since + CHANGE);
    if !filling.is_full {
        piece(cx, &found, &mut filling)?;
    }
    match filling.is_full {
        false => again(cx, now, &filling),
        true if now < ready => again(cx, ready, &filling),
        true => open(cx, &found, &region),
    }
}

fn piece(cx: &mut Cx, found: &Found, filling: &mut Filling) -> Result<(), AwsError> {
    let (scope, table) = (found.scope(cx), found.table.id);
    let mut span = Span::prefix(&(table,));
    if let Some((hash, partition, sort)) = &filling.after {
        span = span.after(&(table, *hash, partition.as_slice(), sort.as_slice()));
    }
    let items = ITEMS.scan_sized(cx.tx, scope, span, (PIECE, BYTES), false)?;
    let there = within(cx, &filling.region, |cx| row::find(cx, &found.address))?;
    let Some(there) = there else { return Ok(()) };
    for (key, item) in &items {
        let stamp = STAMPS.get_untracked(cx.tx, scope, key)?.unwrap_or_default();
        let (_, hash, partition, sort) = key;
        let primary = Primary {
            hash: *hash,
            partition: partition.clone(),
            sort: sort.clone(),
        };
        let item = item.item()?;
        within(cx, &filling.region, |cx| {
            take::apply(cx, &there, &primary, Some(&item), &stamp)
        })?;
    }
    match items.last() {
        Some(((_, hash, partition, sort), _)) => {
            filling.after = Some((*hash, partition.clone(), sort.clone()));
        }
        None => filling.is_full = true,
    }
    Ok(())
}

/// The new replica has it all.
fn open(cx: &mut Cx, found: &Found, region: &str) -> Result<(), AwsError> {
    each(cx, found, |cx, _, table| {
        match cx.region() == region {
            true => table.busy = None,
            false => ready(table, region),
        }
        Ok(())
    })?;
    let mut table = Table::clone(&found.table);
    ready(&mut table, region);
    row::put(cx, found, &table)
}

fn ready(table: &mut Table, region: &str) {
    if let Some(replica) = table.replica(region) {
        replica.state = State::Active;
    }
}

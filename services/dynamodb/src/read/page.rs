//! One page: up to so many items, and no more than a megabyte of them.

use crate::errors;
use crate::item::capacity::{self, Consistency, Side, Spent};
use crate::item::key;
use crate::item::row::{ITEMS, Packed};
use crate::item::stale;
use crate::item::throttle::{self, Kind};
use crate::read::choice::Choice;
use crate::read::cursor::Cursor;
use crate::read::source::Source;
use crate::read::start;
use crate::wire::Attributes;
use haneul_expression::Item;
use haneul_pipeline::{AwsError, Cx};
use haneul_store::Span;

const MOST_BYTES: usize = 1 << 20;

pub struct Range {
    pub span: Span,
    pub reverse: bool,
    pub limit: Option<usize>,
    pub consistency: Consistency,
    /// Of the partition key, where it is about one.
    pub hash: Option<u64>,
}

#[derive(Default)]
pub struct Page {
    pub items: Vec<Attributes>,
    pub count: i64,
    pub scanned: i64,
    /// The key to go on behind, where the page ended before what was asked for.
    pub last: Option<Item>,
    pub spent: Spent,
}

pub fn read(cx: &mut Cx, source: &Source, choice: &Choice, asked: Range) -> Result<Page, AwsError> {
    let limit = asked.limit.unwrap_or(usize::MAX);
    // One more than the limit is never looked at: a full page says that there may be more.
    let mut cursor = Cursor::new(source, asked.span, asked.reverse, limit);
    let (mut page, mut bytes, mut fetched) = (Page::default(), 0, 0.0);
    let mut last: Option<Packed> = None;
    let mut ended_early = false;
    let may_be_stale = asked.consistency == Consistency::Eventual && stale::may_be(cx)?;
    while let Some(packed) = cursor.next(cx)? {
        let size = packed.size();
        if last.is_some() && bytes + size > MOST_BYTES {
            ended_early = true;
            break;
        }
        bytes += size;
        page.scanned += 1;
        let shown = match choice.fetches {
            true => {
                let whole = fetch(cx, source, &packed)?;
                fetched += capacity::read(whole.size(), asked.consistency);
                whole
            }
            false => packed.clone(),
        };
        let shown = match may_be_stale {
            true => stale(cx, source, shown)?,
            false => Some(shown),
        };
        if let Some(shown) = shown {
            take(&mut page, choice, shown)?;
        }
        last = Some(packed);
    }
    ended_early |= page.scanned as usize == limit;
    if let (true, Some(last)) = (ended_early, last) {
        page.last = Some(start::of_item(source, &last.item()?));
    }
    let units = capacity::read(bytes, asked.consistency);
    page.spent = match source.index() {
        Some(index) => Spent::on_index(index.number, units),
        None => Spent::on_table(units),
    };
    page.spent.table += fetched;
    let (found, hash) = (&source.found, asked.hash);
    throttle::spend(cx, found, Side::Read, &page.spent, Kind::AsItComes, hash)?;
    Ok(page)
}

fn take(page: &mut Page, choice: &Choice, packed: Packed) -> Result<(), AwsError> {
    let needs_item = choice.filter.is_some() || choice.projection.is_some() && choice.shows;
    let item = match needs_item {
        true => Some(packed.item()?),
        false => None,
    };
    if let (Some(filter), Some(item)) = (&choice.filter, &item) {
        if !filter.holds(item).map_err(errors::expression)? {
            return Ok(());
        }
    }
    page.count += 1;
    if choice.shows {
        page.items.push(match (&choice.projection, item) {
            (Some(projection), Some(item)) => projection.of(&item).into(),
            _ => Attributes::Packed(packed.0),
        });
    }
    Ok(())
}

/// The item as this read happens to see it. What an index got lately may not be there yet.
fn stale(cx: &Cx, source: &Source, packed: Packed) -> Result<Option<Packed>, AwsError> {
    let found = &source.found;
    let primary = key::of_item(&found.table, &packed.item()?)?;
    Ok(match stale::seen(cx, found, &primary)? {
        None => Some(packed),
        Some(past) => past.filter(|_| source.index().is_none()),
    })
}

/// The whole item behind an entry of an index.
fn fetch(cx: &mut Cx, source: &Source, entry: &Packed) -> Result<Packed, AwsError> {
    let table = &source.found.table;
    let primary = key::of_item(table, &entry.item()?)?;
    let scope = source.found.scope(cx);
    let found = ITEMS.get_untracked(cx.tx, scope, &primary.row(table))?;
    found.ok_or_else(|| AwsError::internal("an entry of an index without its item"))
}

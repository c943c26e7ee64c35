//! Selections: as queries where the statement asks for partition keys, else as scans.

use crate::errors;
use crate::item::capacity::{Consistency, Spent};
use crate::item::pack;
use crate::item::row::Packed;
use crate::read::choice::Choice;
use crate::read::page::{self, Range};
use crate::read::rule::Sought;
use crate::read::scan;
use crate::read::source::Source;
use crate::read::start::Start;
use crate::table::row::Keys;
use crate::wire::Attributes;
use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine};
use haneul_expression::{Condition, Item, Projection, RangeRule, Test, Value};
use haneul_partiql::{Columns, Select, access, access_several};
use haneul_pipeline::{AwsError, Cx};

/// Rows of a selection, and where it goes on.
#[derive(Default)]
pub struct Rows {
    pub items: Vec<Attributes>,
    pub next: Option<String>,
    pub last: Option<Item>,
    pub spent: Spent,
}

/// How a selection is asked for.
pub struct Bounds<'b> {
    pub consistent: Option<bool>,
    pub limit: Option<usize>,
    pub token: Option<&'b str>,
}

pub fn run(cx: &mut Cx, select: &Select, bounds: &Bounds) -> Result<(Source, Rows), AwsError> {
    let source = Source::open(cx, &select.table, select.index.as_deref())?;
    source.check_consistency(bounds.consistent)?;
    let keys = source.keys();
    if keys.are_several() && !select.order.is_empty() {
        return Err(AwsError::not_implemented(
            "ORDER BY of indexes whose keys are several attributes",
        ));
    }
    let mut way = Way::of(keys, select.condition.as_ref());
    let names: Vec<&str> = keys.all().map(|key| key.name.as_str()).collect();
    let reverse = select
        .descending(&names, way.keyed)
        .map_err(errors::expression)?;
    if let (Some(parts), true) = (&mut way.parts, reverse) {
        parts.reverse();
    }
    let choice = choice(&source, select, &way)?;
    let place = bounds.token.map(Place::read).transpose()?;
    let rows = read(cx, &source, select, &way, &choice, (bounds, reverse, place))?;
    Ok((source, rows))
}

/// How to find what a selection asks for.
struct Way {
    /// Partition keys; none if every item has to be looked at.
    parts: Option<Vec<Vec<Value>>>,
    /// For the sort key, of each of them.
    rules: Vec<RangeRule>,
    filter: Option<Condition>,
    keyed: bool,
}

impl Way {
    fn of(keys: &Keys, condition: Option<&Test>) -> Way {
        if keys.are_several() {
            let hashes: Vec<&str> = keys.hashes().map(|key| key.name.as_str()).collect();
            let ranges: Vec<&str> = keys.ranges().map(|key| key.name.as_str()).collect();
            let (values, rules, filter) = access_several(condition, &hashes, &ranges);
            return Way {
                keyed: values.is_some(),
                parts: values.map(|values| vec![values]),
                rules,
                filter,
            };
        }
        let range = keys.range.as_ref().map(|range| range.name.as_str());
        let found = access(condition, &keys.hash.name, range);
        let parts = |values: Vec<Value>| values.into_iter().map(|value| vec![value]).collect();
        Way {
            parts: found.hashes.map(parts),
            rules: found.range.into_iter().collect(),
            filter: found.filter,
            keyed: found.keyed,
        }
    }
}

/// The whole item is read, and the row made of it.
fn choice(source: &Source, select: &Select, way: &Way) -> Result<Choice, AwsError> {
    let projection = match &select.columns {
        Columns::All => None,
        Columns::Some(columns) => {
            let paths = columns.iter().map(|column| column.path.clone());
            Some(Projection::of_paths(paths.collect()))
        }
    };
    let mut choice = Choice::of(source, None, projection, way.filter.clone())?;
    choice.projection = None;
    Ok(choice)
}

fn read(
    cx: &mut Cx,
    source: &Source,
    select: &Select,
    way: &Way,
    choice: &Choice,
    (bounds, reverse, place): (&Bounds, bool, Option<Place>),
) -> Result<Rows, AwsError> {
    let mut rows = Rows::default();
    let mut left = bounds.limit;
    let parts = way.parts.as_ref().map_or(1, Vec::len);
    let (first, mut start) = match place {
        Some(place) => (place.part, Some(place.key)),
        None => (0, None),
    };
    for part in first..parts {
        let values = way.parts.as_ref().map(|parts| &parts[part]);
        let sought = values
            .map(|values| Sought::new(source.keys(), values, &way.rules))
            .transpose()?;
        let mut span = match &sought {
            Some(sought) => sought.span(source),
            None => scan::span(source, &(0..=u64::MAX)),
        };
        if let Some(key) = start.take() {
            let start = Start::of(source, &key).map_err(|_| wrong_token())?;
            span = start.narrow(span, reverse);
        }
        let asked = Range {
            span,
            reverse,
            limit: left,
            consistency: Consistency::of(bounds.consistent),
            hash: sought.as_ref().map(Sought::hash),
        };
        let page = page::read(cx, source, choice, asked)?;
        rows.spent.add(&page.spent);
        for found in page.items {
            rows.items.push(row(select, found)?);
        }
        if let Some(last) = page.last {
            let key = last.clone();
            rows.next = Some(Place { part, key }.text());
            rows.last = Some(last);
            return Ok(rows);
        }
        left = left.map(|left| left - page.scanned as usize);
    }
    Ok(rows)
}

fn row(select: &Select, found: Attributes) -> Result<Attributes, AwsError> {
    match select.columns {
        Columns::All => Ok(found),
        Columns::Some(_) => Ok(select.row(&found.get()?).into()),
    }
}

/// Where a page ended: in which of the partition keys, and behind which item.
struct Place {
    part: usize,
    key: Item,
}

impl Place {
    fn text(&self) -> String {
        let mut bytes = (self.part as u32).to_be_bytes().to_vec();
        bytes.extend_from_slice(&Packed::of(&self.key).0);
        BASE64_URL_SAFE_NO_PAD.encode(bytes)
    }

    fn read(text: &str) -> Result<Place, AwsError> {
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(text);
        let bytes = bytes.map_err(|_| wrong_token())?;
        let (part, key) = bytes.split_first_chunk::<4>().ok_or_else(wrong_token)?;
        Ok(Place {
            part: u32::from_be_bytes(*part) as usize,
            key: pack::unpack(key).ok_or_else(wrong_token)?,
        })
    }
}

fn wrong_token() -> AwsError {
    errors::validation("Invalid NextToken")
}

/// The one item that a selection by its whole key is about, for calls of several statements.
pub fn one(
    cx: &mut Cx,
    select: &Select,
    consistent: Option<bool>,
) -> Result<(Source, Rows), AwsError> {
    let bounds = Bounds {
        consistent,
        limit: None,
        token: None,
    };
    let (source, rows) = run(cx, select, &bounds)?;
    Ok((source, rows))
}

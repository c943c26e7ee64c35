//! Selections: as queries where the statement asks for partition keys, else as scans.

use crate::errors;
use crate::item::capacity::{Consistency, Spent};
use crate::item::key::Primary;
use crate::item::pack;
use crate::item::row::Packed;
use crate::read::choice::Choice;
use crate::read::page::{self, Range};
use crate::read::source::Source;
use crate::read::start::Start;
use crate::read::{query, rule, scan};
use crate::wire::Attributes;
use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine};
use haneul_expression::{Item, Projection};
use haneul_partiql::{Access, Columns, Select, access};
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
    let range = keys.range.as_ref().map(|range| range.name.as_str());
    let mut way = access(select.condition.as_ref(), &keys.hash.name, range);
    let names: Vec<&str> = keys.all().map(|key| key.name.as_str()).collect();
    let reverse = select
        .descending(&names, way.keyed)
        .map_err(errors::expression)?;
    if let (Some(hashes), true) = (&mut way.hashes, reverse) {
        hashes.reverse();
    }
    let choice = choice(&source, select, &way)?;
    let place = bounds.token.map(Place::read).transpose()?;
    let rows = read(cx, &source, select, &way, &choice, (bounds, reverse, place))?;
    Ok((source, rows))
}

/// The whole item is read, and the row made of it.
fn choice(source: &Source, select: &Select, way: &Access) -> Result<Choice, AwsError> {
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
    way: &Access,
    choice: &Choice,
    (bounds, reverse, place): (&Bounds, bool, Option<Place>),
) -> Result<Rows, AwsError> {
    let mut rows = Rows::default();
    let mut left = bounds.limit;
    let parts = way.hashes.as_ref().map_or(1, Vec::len);
    let (first, mut start) = match place {
        Some(place) => (place.part, Some(place.key)),
        None => (0, None),
    };
    for part in first..parts {
        let hash = way.hashes.as_ref().map(|hashes| &hashes[part]);
        let mut span = match hash {
            Some(hash) => {
                rule::check(source.keys(), hash, way.range.as_ref())?;
                query::span(source, hash, way.range.as_ref())
            }
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
            hash: hash.map(|hash| Primary::new(hash, None).hash),
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

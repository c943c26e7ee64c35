//! What a query takes besides its events: rows of queries inside it, and tables of values.

use crate::Query;
use crate::error::Bad;
use crate::event::Row;
use crate::run::Run;
use crate::value::Value;
use std::collections::HashMap;
use std::sync::Arc;

/// A query inside another one.
#[derive(Clone, Debug)]
pub struct Inner {
    /// The names of its groups; none: those of the query that it is in.
    pub groups: Vec<String>,
    pub query: Query,
    pub wanted: Rows,
}

/// What is wanted of the rows of an inner query.
#[derive(Clone, Debug)]
pub enum Rows {
    /// Whether there are any with a value in this field.
    Values(String),
    /// Those with a value in this field.
    By(String),
    /// The first so many, in their order.
    First(usize),
}

impl Inner {
    /// Rows that are asked of it.
    pub fn most(&self) -> usize {
        match self.wanted {
            Rows::First(most) => most,
            // One more than there may be, to know that there are too many.
            Rows::Values(_) | Rows::By(_) => INNER_ROWS + 1,
        }
    }
}

/// Rows that an inner query may have.
pub const INNER_ROWS: usize = 100_000;
/// Values of one table that a query looks at.
const CELLS: usize = 2_000_000;

/// A table that a query looks values up in.
#[derive(Clone, Debug)]
pub struct Lookup {
    pub table: String,
    /// Fields of the table and of the event.
    pub keys: Vec<(String, String)>,
    pub outputs: Vec<Arc<str>>,
}

/// In the order of the query's inner queries and tables.
#[derive(Debug, Default)]
pub struct Inputs {
    inner: Vec<Found>,
    tables: Vec<HashMap<Vec<String>, Vec<String>>>,
}

/// The rows of an inner query: by their keys, or in their order.
#[derive(Debug, Default)]
struct Found {
    by_key: HashMap<String, Vec<Arc<Row>>>,
    ordered: Vec<Row>,
}

/// Values that are equal have the same key.
fn key(value: &Value) -> Option<String> {
    match value.number() {
        _ if value.is_null() => None,
        Some(number) => Value::Number(number).shown(),
        None => value.shown(),
    }
}

impl Inputs {
    /// The rows of the next inner query.
    pub fn inner(&mut self, inner: &Inner, run: Run<'_>) -> Result<(), Bad> {
        let mut rows = run.rows()?;
        let (field, whole) = match &inner.wanted {
            Rows::Values(field) => (field, false),
            Rows::By(field) => (field, true),
            Rows::First(most) => {
                rows.truncate(*most);
                self.inner.push(Found {
                    ordered: rows,
                    ..Found::default()
                });
                return Ok(());
            }
        };
        if rows.len() > INNER_ROWS {
            return Err(Bad::TooLarge);
        }
        let mut found = Found::default();
        for row in rows {
            if let Some(key) = key(&row.field(field)) {
                let same = found.by_key.entry(key).or_default();
                if whole {
                    same.push(Arc::new(row));
                }
            }
        }
        self.inner.push(found);
        Ok(())
    }

    /// The next table, as comma-separated values with a line of names.
    pub fn table(&mut self, lookup: &Lookup, csv: &str) -> Result<(), Bad> {
        let mut reader = csv::ReaderBuilder::new()
            .flexible(true)
            .from_reader(csv.as_bytes());
        let header = reader.headers().map_err(no_table)?.clone();
        let place = |name: &str| {
            let at = header.iter().position(|known| known == name);
            at.ok_or_else(|| Bad::NoTable(format!("the lookup table has no field {name}")))
        };
        let keys: Result<Vec<usize>, Bad> =
            lookup.keys.iter().map(|(field, _)| place(field)).collect();
        let outputs: Result<Vec<usize>, Bad> =
            lookup.outputs.iter().map(|name| place(name)).collect();
        let (keys, outputs) = (keys?, outputs?);
        let mut found: HashMap<Vec<String>, Vec<String>> = HashMap::new();
        for record in reader.records() {
            let record = record.map_err(no_table)?;
            let cells = |places: &[usize]| -> Vec<String> {
                let cells = places.iter().map(|at| record.get(*at).unwrap_or_default());
                cells.map(str::to_owned).collect()
            };
            // The first line with a key is the one.
            found.entry(cells(&keys)).or_insert_with(|| cells(&outputs));
            if found.len().saturating_mul(keys.len() + outputs.len()) > CELLS {
                return Err(Bad::TooLarge);
            }
        }
        self.tables.push(found);
        Ok(())
    }

    pub fn has(&self, nth: usize, value: &Value) -> bool {
        self.found(nth, value).is_some()
    }

    /// The rows of an inner query that a value leads to.
    pub fn matching(&self, nth: usize, value: &Value) -> &[Arc<Row>] {
        self.found(nth, value).map_or(&[], Vec::as_slice)
    }

    fn found(&self, nth: usize, value: &Value) -> Option<&Vec<Arc<Row>>> {
        self.inner.get(nth)?.by_key.get(&key(value)?)
    }

    /// The row at a place of an inner query.
    pub fn at(&self, nth: usize, place: usize) -> Option<&Row> {
        self.inner.get(nth)?.ordered.get(place)
    }

    /// What a table has for values.
    pub fn look(&self, nth: usize, values: &[String]) -> Option<&[String]> {
        self.tables.get(nth)?.get(values).map(Vec::as_slice)
    }
}

fn no_table(error: csv::Error) -> Bad {
    Bad::NoTable(error.to_string())
}

/// The fields of comma-separated values, and how many lines of values there are.
pub fn table_shape(csv: &str) -> Result<(Vec<String>, usize), Bad> {
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let header = reader.headers().map_err(no_table)?;
    let fields: Vec<String> = header.iter().map(str::to_owned).collect();
    let mut lines = 0;
    for record in reader.records() {
        record.map_err(no_table)?;
        lines += 1;
    }
    Ok((fields, lines))
}

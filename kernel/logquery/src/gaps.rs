//! `fillmissing`: rows for those periods between the first and the last that have none.

use crate::error::Bad;
use crate::event::Row;
use crate::period::Period;
use crate::value::Value;
use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

#[derive(Clone, Debug)]
pub struct FillMissing {
    /// The column of the periods, and how long they are.
    pub column: Arc<str>,
    pub period: Period,
    /// What else rows were grouped by: each group has rows of its own.
    pub by: Vec<Arc<str>>,
    /// What is in the rows that are added.
    pub with: Vec<(Arc<str>, Value)>,
}

/// Rows that there may be then.
const ROWS: usize = 200_000;

impl FillMissing {
    /// Periods come in the direction in which they came.
    pub fn fill(&self, rows: Vec<Row>) -> Result<Vec<Row>, Bad> {
        let mut groups: Vec<Vec<Value>> = Vec::new();
        let mut known: HashSet<Vec<String>> = HashSet::new();
        let mut periods: BTreeMap<i64, Vec<Row>> = BTreeMap::new();
        let (mut others, mut ends) = (Vec::new(), Vec::new());
        for row in rows {
            let Value::Time(at) = row.field(&self.column) else {
                others.push(row);
                continue;
            };
            let group = self.group(&row);
            if known.insert(texts(&group)) {
                groups.push(group);
            }
            ends.truncate(1);
            ends.push(at);
            periods.entry(at).or_default().push(row);
        }
        let (Some((first, _)), Some((last, _))) =
            (periods.first_key_value(), periods.last_key_value())
        else {
            return Ok(others);
        };
        let (first, last) = (*first, *last);
        let backward = ends.first() > ends.last();
        let mut filled: Vec<Vec<Row>> = Vec::new();
        let (mut at, mut count) = (first, 0);
        loop {
            let mut rows = periods.remove(&at).unwrap_or_default();
            let there: HashSet<Vec<String>> =
                rows.iter().map(|row| texts(&self.group(row))).collect();
            for group in groups.iter().filter(|group| !there.contains(&texts(group))) {
                rows.push(self.made(at, group));
            }
            count += rows.len();
            filled.push(rows);
            let next = self.period.ceil(at.saturating_add(1));
            if count > ROWS {
                return Err(Bad::TooLarge);
            }
            if next > last || next <= at {
                break;
            }
            at = next;
        }
        if backward {
            filled.reverse();
        }
        Ok(filled.into_iter().flatten().chain(others).collect())
    }

    fn group(&self, row: &Row) -> Vec<Value> {
        self.by.iter().map(|name| row.field(name)).collect()
    }

    fn made(&self, at: i64, group: &[Value]) -> Row {
        let mut row = Row::default();
        row.set(&self.column, Value::Time(at));
        for (name, value) in self.by.iter().zip(group) {
            row.set(name, value.clone());
        }
        for (name, value) in &self.with {
            row.set(name, value.clone());
        }
        row
    }
}

fn texts(values: &[Value]) -> Vec<String> {
    values.iter().map(Value::as_text).collect()
}

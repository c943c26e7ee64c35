//! `addtotals`: sums of the numbers of a row, and of a column.

use crate::event::Row;
use crate::value::Value;
use std::sync::Arc;

#[derive(Clone, Debug)]
pub struct AddTotals {
    /// The name of a row's total, if it is wanted.
    pub row: Option<Arc<str>>,
    /// Whether a last row has the totals of the columns.
    pub columns: bool,
    /// What is summed up: of all that is shown, what is a number.
    pub of: Vec<Arc<str>>,
}

pub const TOTAL: &str = "Total";

/// A number, which neither times nor truths are.
fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Number(_) | Value::Text(_) => value.number(),
        Value::Null | Value::Bool(_) | Value::Time(_) | Value::Json(_) => None,
    }
}

impl AddTotals {
    /// Gives a row its total, where it has numbers, and adds it to the sums of columns.
    pub fn take(&self, row: &mut Row, sums: &mut [Option<f64>]) {
        let mut total = None;
        for (name, sum) in self.of.iter().zip(sums.iter_mut()) {
            if let Some(value) = number(&row.field(name)) {
                total = Some(total.unwrap_or(0.0) + value);
                *sum = Some(sum.unwrap_or(0.0) + value);
            }
        }
        if let (Some(name), Some(total)) = (&self.row, total) {
            row.set(name, Value::Number(total));
            if let Some(sum) = sums.last_mut() {
                *sum = Some(sum.unwrap_or(0.0) + total);
            }
        }
    }

    /// Of each column, and behind them of the rows' totals.
    pub fn sums(&self) -> Vec<Option<f64>> {
        vec![None; self.of.len() + 1]
    }

    pub fn last(&self, sums: &[Option<f64>]) -> Row {
        let mut last = Row::default();
        for (name, sum) in self.of.iter().chain(&self.row).zip(sums) {
            if let Some(sum) = sum {
                last.set(name, Value::Number(*sum));
            }
        }
        last
    }
}

//! Aggregates of `stats`, in memory that does not grow with the number of rows.

use crate::expression::{Expression, Given, number};
use crate::value::Value;
use std::cmp::Ordering;
use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};

#[derive(Clone, Debug)]
pub struct Aggregate {
    pub kind: Kind,
    /// `None`: of every row, as `count(*)`.
    pub of: Option<Expression>,
    /// Of `pct`.
    pub percent: f64,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    Avg,
    Count,
    CountDistinct,
    Max,
    Min,
    Pct,
    Stddev,
    Sum,
    Earliest,
    Latest,
    SortsFirst,
    SortsLast,
}

impl Kind {
    pub fn find(name: &str) -> Option<Kind> {
        Some(match name.to_ascii_lowercase().as_str() {
            "avg" => Kind::Avg,
            "count" => Kind::Count,
            "count_distinct" => Kind::CountDistinct,
            "max" => Kind::Max,
            "min" => Kind::Min,
            "pct" | "percentile" | "median" => Kind::Pct,
            "stddev" => Kind::Stddev,
            "sum" => Kind::Sum,
            "earliest" => Kind::Earliest,
            "latest" => Kind::Latest,
            "sortsfirst" => Kind::SortsFirst,
            "sortslast" => Kind::SortsLast,
            _ => return None,
        })
    }
}

/// What an aggregate has come to so far.
#[derive(Debug, Default)]
pub struct State {
    count: u64,
    sum: f64,
    /// Of Welford's way to the deviation.
    mean: f64,
    squares: f64,
    best: Option<Value>,
    best_at: i64,
    seen: HashSet<u64>,
    sample: Vec<f64>,
    /// Only each so many-th value is in the sample.
    stride: u64,
}

/// Distinct values that are told apart; more are one.
const DISTINCT: usize = 200_000;
const SAMPLE: usize = 50_000;

impl State {
    pub fn take(&mut self, aggregate: &Aggregate, given: &Given<'_>, hasher: &RandomState) {
        let value = match &aggregate.of {
            None => Value::Bool(true),
            Some(of) => of.value(given),
        };
        if value.is_null() {
            return;
        }
        match aggregate.kind {
            Kind::Count => self.count += 1,
            Kind::CountDistinct => {
                if self.seen.len() < DISTINCT {
                    self.seen.insert(hasher.hash_one(value.as_text()));
                }
            }
            Kind::Avg | Kind::Sum | Kind::Stddev | Kind::Pct => {
                if let Some(number) = value.number() {
                    self.add(number, aggregate.kind);
                }
            }
            Kind::Max | Kind::SortsLast => self.keep(value, Ordering::Greater, aggregate.kind),
            Kind::Min | Kind::SortsFirst => self.keep(value, Ordering::Less, aggregate.kind),
            Kind::Earliest | Kind::Latest => {
                let at = given.row.field("@timestamp").number().unwrap_or_default() as i64;
                let better = match aggregate.kind {
                    Kind::Earliest => at <= self.best_at,
                    _ => at > self.best_at,
                };
                if self.best.is_none() || better {
                    (self.best, self.best_at) = (Some(value), at);
                }
            }
        }
    }

    fn add(&mut self, number: f64, kind: Kind) {
        self.count += 1;
        self.sum += number;
        let before = number - self.mean;
        self.mean += before / self.count as f64;
        self.squares += before * (number - self.mean);
        if kind != Kind::Pct {
            return;
        }
        self.stride = self.stride.max(1);
        if self.count.is_multiple_of(self.stride) {
            self.sample.push(number);
        }
        if self.sample.len() >= SAMPLE {
            let mut nth = 0;
            self.sample.retain(|_| {
                nth += 1;
                nth % 2 == 0
            });
            self.stride *= 2;
        }
    }

    fn keep(&mut self, value: Value, wanted: Ordering, kind: Kind) {
        let texts = matches!(kind, Kind::SortsFirst | Kind::SortsLast);
        let better = self.best.as_ref().is_none_or(|best| {
            let order = match texts {
                true => value.as_text().cmp(&best.as_text()),
                false => value.order(best),
            };
            order == wanted
        });
        if better {
            self.best = Some(value);
        }
    }

    pub fn result(&mut self, aggregate: &Aggregate) -> Value {
        let some = |number: f64| match self.count {
            0 => Value::Null,
            _ => number_of(number),
        };
        match aggregate.kind {
            Kind::Count => Value::Number(self.count as f64),
            Kind::CountDistinct => Value::Number(self.seen.len() as f64),
            Kind::Sum => some(self.sum),
            Kind::Avg => some(self.mean),
            Kind::Stddev => some((self.squares / self.count as f64).sqrt()),
            Kind::Pct => {
                self.sample.sort_by(f64::total_cmp);
                percentile(&self.sample, aggregate.percent)
            }
            _ => self.best.clone().unwrap_or(Value::Null),
        }
    }
}

fn number_of(value: f64) -> Value {
    number(Some(value))
}

/// Between the two values that the place lies between.
fn percentile(sorted: &[f64], percent: f64) -> Value {
    let Some(last) = sorted.len().checked_sub(1) else {
        return Value::Null;
    };
    let place = (percent / 100.0).clamp(0.0, 1.0) * last as f64;
    let (low, high) = (place.floor() as usize, place.ceil() as usize);
    let both = sorted.get(low).zip(sorted.get(high));
    number(both.map(|(low, high)| low + (high - low) * place.fract()))
}

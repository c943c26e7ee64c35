//! Series of values, and what expressions are worth.

/// Values in the order of their time, in seconds since 1970.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Series {
    pub label: String,
    /// Of the metric, in seconds.
    pub period: i64,
    pub points: Vec<(i64, f64)>,
    /// It is a metric's and not an expression's.
    pub measured: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Number(f64),
    Series(Series),
    List(Vec<Series>),
    Text(String),
    Word(String),
}

impl Value {
    pub fn kind(&self) -> &'static str {
        match self {
            Value::Number(_) => "scalar",
            Value::Series(_) => "time series",
            Value::List(_) => "array of time series",
            Value::Text(_) => "string",
            Value::Word(_) => "keyword",
        }
    }
}

impl Series {
    /// The same of every value; what is no number is dropped.
    pub fn map(&self, compute: impl Fn(f64) -> f64) -> Series {
        let points = self.points.iter().map(|(at, value)| (*at, compute(*value)));
        self.with(points.filter(|(_, value)| value.is_finite()).collect())
    }

    /// Other points under the same name.
    pub fn with(&self, points: Vec<(i64, f64)>) -> Series {
        Series {
            label: self.label.clone(),
            period: self.period,
            points,
            measured: false,
        }
    }

    pub fn at(&self, at: i64) -> Option<f64> {
        let found = self.points.binary_search_by_key(&at, |point| point.0);
        Some(self.points.get(found.ok()?)?.1)
    }
}

/// Two series, moment by moment.
pub fn zip(
    left: &[(i64, f64)],
    right: &[(i64, f64)],
    mut each: impl FnMut(i64, Option<f64>, Option<f64>),
) {
    let (mut a, mut b) = (left.iter().peekable(), right.iter().peekable());
    loop {
        match (a.peek().copied(), b.peek().copied()) {
            (Some((at, x)), Some((other, y))) if at == other => {
                each(*at, Some(*x), Some(*y));
                a.next();
                b.next();
            }
            (Some((at, x)), right) if right.is_none_or(|(other, _)| at < other) => {
                each(*at, Some(*x), None);
                a.next();
            }
            (_, Some((at, y))) => {
                each(*at, None, Some(*y));
                b.next();
            }
            _ => return,
        }
    }
}

/// All moments of several series, with what each has of it.
pub fn columns(list: &[Series]) -> Vec<(i64, Vec<f64>)> {
    let mut all: Vec<(i64, f64)> = list.iter().flat_map(|s| s.points.iter().copied()).collect();
    all.sort_by_key(|point| point.0);
    let mut columns: Vec<(i64, Vec<f64>)> = Vec::new();
    for (at, value) in all {
        match columns.last_mut().filter(|(last, _)| *last == at) {
            Some((_, values)) => values.push(value),
            None => columns.push((at, vec![value])),
        }
    }
    columns
}

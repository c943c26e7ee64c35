//! The functions, by name.

use super::evaluate::{Scene, each};
use super::series::{Series, Value, columns, zip};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::collections::VecDeque;

pub fn call(name: &str, arguments: Vec<Value>, scene: &dyn Scene) -> Result<Value, String> {
    let mut given = Given {
        name,
        arguments: arguments.into(),
    };
    let value = match name {
        "ABS" => each(given.values()?, f64::abs),
        "CEIL" => each(given.values()?, f64::ceil),
        "FLOOR" => each(given.values()?, f64::floor),
        "LOG" => each(given.values()?, f64::ln),
        "LOG10" => each(given.values()?, f64::log10),
        "AVG" | "MAX" | "MIN" | "SUM" | "STDDEV" | "DATAPOINT_COUNT" => {
            gather(name, given.values()?)
        }
        "DIFF" => steps(given.values()?, |_, value| value),
        "DIFF_TIME" => steps(given.values()?, |seconds, _| seconds),
        "RATE" => steps(given.values()?, |seconds, value| value / seconds),
        "RUNNING_SUM" => all(given.values()?, running_sum),
        "MINUTE" | "HOUR" | "DAY" | "DATE" | "MONTH" | "YEAR" | "EPOCH" => {
            dates(name, given.series()?, scene)
        }
        "PERIOD" => match given.series()? {
            series if series.measured => Ok(Value::Number(series.period as f64)),
            _ => Err("PERIOD takes a metric and not the result of an expression".to_owned()),
        },
        "FILL" => {
            let (value, filler) = (given.values()?, given.any()?);
            fill(value, &filler, scene)
        }
        "IF" => {
            let (condition, then) = (given.any()?, given.any()?);
            choose(&condition, &then, given.optional().as_ref(), scene)
        }
        "FIRST" => one_of(given.list()?, |list| list.first()),
        "LAST" => one_of(given.list()?, |list| list.last()),
        "METRIC_COUNT" => Ok(Value::Number(given.list()?.len() as f64)),
        "REMOVE_EMPTY" => {
            let list = given.list()?.into_iter();
            Ok(Value::List(
                list.filter(|series| !series.points.is_empty()).collect(),
            ))
        }
        "SLICE" => {
            let (list, start) = (given.list()?, given.index()?);
            let end = given.optional_index()?.unwrap_or(list.len());
            let some = list.into_iter().take(end).skip(start);
            Ok(Value::List(some.collect()))
        }
        "SORT" => {
            let (list, by, order) = (given.list()?, given.word()?, given.word()?);
            let limit = given.optional_index()?;
            sort(list, &by, &order, limit)
        }
        "TIME_SERIES" => {
            let value = given.number()?;
            let points = moments(scene).map(|at| (at, value));
            Ok(Value::Series(Series {
                points: points.collect(),
                ..blank(scene)
            }))
        }
        "METRICS" => {
            let part = match given.optional() {
                None => String::new(),
                Some(Value::Text(part)) => part,
                Some(other) => return Err(given.wrong(&other)),
            };
            Ok(Value::List(scene.metrics(&part)))
        }
        "SEARCH" => {
            let (search, stat) = (given.text()?, given.text()?);
            let period = given.optional_index()?;
            let period = period.map(|period| period as i64);
            Ok(Value::List(scene.search(&search, &stat, period)?))
        }
        "INSIGHT_RULE_METRIC" | "SERVICE_QUOTA" | "LAMBDA" | "DB_PERF_INSIGHTS" => {
            return Err(format!("Haneul does not implement the function {name} yet"));
        }
        _ => return Err(format!("Unknown function {name}")),
    }?;
    match given.arguments.is_empty() {
        true => Ok(value),
        false => Err(format!("{name} has too many arguments")),
    }
}

struct Given<'n> {
    name: &'n str,
    arguments: VecDeque<Value>,
}

impl Given<'_> {
    fn optional(&mut self) -> Option<Value> {
        self.arguments.pop_front()
    }

    fn any(&mut self) -> Result<Value, String> {
        let found = self.arguments.pop_front();
        found.ok_or_else(|| format!("{} needs more arguments", self.name))
    }

    fn wrong(&self, value: &Value) -> String {
        format!("{} cannot take a {}", self.name, value.kind())
    }

    /// A series or several.
    fn values(&mut self) -> Result<Value, String> {
        match self.any()? {
            value @ (Value::Series(_) | Value::List(_)) => Ok(value),
            // Of a number these are what they say, too.
            value @ Value::Number(_)
                if ["ABS", "CEIL", "FLOOR", "LOG", "LOG10"].contains(&self.name) =>
            {
                Ok(value)
            }
            other => Err(self.wrong(&other)),
        }
    }

    fn series(&mut self) -> Result<Series, String> {
        match self.any()? {
            Value::Series(series) => Ok(series),
            other => Err(self.wrong(&other)),
        }
    }

    fn list(&mut self) -> Result<Vec<Series>, String> {
        match self.any()? {
            Value::List(list) => Ok(list),
            Value::Series(series) => Ok(vec![series]),
            other => Err(self.wrong(&other)),
        }
    }

    fn number(&mut self) -> Result<f64, String> {
        match self.any()? {
            Value::Number(number) => Ok(number),
            other => Err(self.wrong(&other)),
        }
    }

    fn text(&mut self) -> Result<String, String> {
        match self.any()? {
            Value::Text(text) => Ok(text),
            other => Err(self.wrong(&other)),
        }
    }

    fn word(&mut self) -> Result<String, String> {
        match self.any()? {
            Value::Word(word) => Ok(word),
            other => Err(self.wrong(&other)),
        }
    }

    fn index(&mut self) -> Result<usize, String> {
        let number = self.number()?;
        match number >= 0.0 && number.fract() == 0.0 && number < 1e15 {
            true => Ok(number as usize),
            false => Err(format!(
                "{} takes whole numbers that are not negative",
                self.name
            )),
        }
    }

    fn optional_index(&mut self) -> Result<Option<usize>, String> {
        match self.arguments.is_empty() {
            true => Ok(None),
            false => self.index().map(Some),
        }
    }
}

fn all(value: Value, change: impl Fn(&Series) -> Series) -> Result<Value, String> {
    match value {
        Value::Series(series) => Ok(Value::Series(change(&series))),
        Value::List(list) => Ok(Value::List(list.iter().map(change).collect())),
        other => Err(format!("A {} has no points", other.kind())),
    }
}

/// Of each two neighbours: the seconds and the difference between them.
fn steps(value: Value, of: impl Fn(f64, f64) -> f64) -> Result<Value, String> {
    all(value, |series| {
        let pairs = series.points.windows(2).filter_map(|pair| match pair {
            [before, now] => Some((now.0, of((now.0 - before.0) as f64, now.1 - before.1))),
            _ => None,
        });
        series.with(pairs.collect())
    })
}

fn running_sum(series: &Series) -> Series {
    let mut sum = 0.0;
    let points = series.points.iter().map(|(at, value)| {
        sum += value;
        (*at, sum)
    });
    series.with(points.collect())
}

/// Of one series a number, of several a series.
fn gather(name: &str, value: Value) -> Result<Value, String> {
    match value {
        Value::Series(series) => {
            let values: Vec<f64> = series.points.iter().map(|point| point.1).collect();
            // Of nothing, there is nothing but a count.
            let number = of_all(name, &values, values.len()).unwrap_or_default();
            Ok(Value::Number(number))
        }
        Value::List(list) => {
            let rows = columns(&list).into_iter();
            let points =
                rows.filter_map(|(at, values)| Some((at, of_all(name, &values, list.len())?)));
            let first = list.first();
            Ok(Value::Series(Series {
                label: String::new(),
                period: first.map_or(0, |series| series.period),
                points: points.collect(),
                measured: false,
            }))
        }
        other => Err(format!("{name} cannot take a {}", other.kind())),
    }
}

/// `many` counts those that are missing, which are 0.
fn of_all(name: &str, values: &[f64], many: usize) -> Option<f64> {
    let (count, sum) = (many as f64, values.iter().sum::<f64>());
    if name == "DATAPOINT_COUNT" {
        return Some(values.len() as f64);
    }
    if values.is_empty() {
        return None;
    }
    Some(match name {
        "AVG" => sum / count,
        "MAX" => values.iter().copied().fold(f64::NEG_INFINITY, f64::max),
        "MIN" => values.iter().copied().fold(f64::INFINITY, f64::min),
        "STDDEV" => {
            let mean = sum / count;
            let missing = (many - values.len().min(many)) as f64 * mean * mean;
            let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
            ((squares + missing) / count).sqrt()
        }
        _ => sum,
    })
}

fn one_of(list: Vec<Series>, pick: impl Fn(&[Series]) -> Option<&Series>) -> Result<Value, String> {
    Ok(Value::Series(pick(&list).cloned().unwrap_or_default()))
}

fn sort(list: Vec<Series>, by: &str, order: &str, limit: Option<usize>) -> Result<Value, String> {
    if !["AVG", "MIN", "MAX", "SUM"].contains(&by) {
        return Err(format!("SORT cannot sort by {by}"));
    }
    let of = |series: &Series| {
        let values: Vec<f64> = series.points.iter().map(|point| point.1).collect();
        of_all(by, &values, values.len())
    };
    let mut keyed: Vec<_> = list
        .into_iter()
        .map(|series| (of(&series), series))
        .collect();
    let descending = match order {
        "ASC" => false,
        "DESC" => true,
        _ => return Err(format!("{order} is no order")),
    };
    // Series without a value come last, whatever the order.
    keyed.sort_by(|a, b| match (a.0, b.0) {
        (Some(a), Some(b)) if descending => b.total_cmp(&a),
        (Some(a), Some(b)) => a.total_cmp(&b),
        (a, b) => a.is_none().cmp(&b.is_none()),
    });
    keyed.truncate(limit.unwrap_or(usize::MAX));
    Ok(Value::List(
        keyed.into_iter().map(|(_, series)| series).collect(),
    ))
}

/// Moments of one computation at most.
const MOMENTS: usize = 200_000;

fn moments(scene: &dyn Scene) -> impl Iterator<Item = i64> {
    let (start, end, step) = scene.grid();
    (start..end).step_by(step.max(1) as usize).take(MOMENTS)
}

fn blank(scene: &dyn Scene) -> Series {
    Series {
        period: scene.grid().2,
        ..Series::default()
    }
}

fn dates(name: &str, series: Series, scene: &dyn Scene) -> Result<Value, String> {
    let of = |at: i64| {
        let time = Timestamp::from_second(at).unwrap_or_default();
        let time = time.to_zoned(TimeZone::UTC);
        match name {
            "MINUTE" => i64::from(time.minute()),
            "HOUR" => i64::from(time.hour()),
            "DAY" => i64::from(time.weekday().to_monday_one_offset()),
            "DATE" => i64::from(time.day()),
            "MONTH" => i64::from(time.month()),
            "YEAR" => i64::from(time.year()),
            _ => at,
        }
    };
    let points = moments(scene).map(|at| (at, of(at) as f64));
    Ok(Value::Series(series.with(points.collect())))
}

fn fill(value: Value, filler: &Value, scene: &dyn Scene) -> Result<Value, String> {
    match filler {
        Value::Number(number) => all(value, |series| filled(series, scene, |_| Some(*number))),
        Value::Series(other) => all(value, |series| filled(series, scene, |at| other.at(at))),
        Value::Word(word) if word == "REPEAT" => all(value, |series| {
            filled(series, scene, |at| {
                let behind = series.points.partition_point(|point| point.0 < at);
                Some(series.points.get(behind.checked_sub(1)?)?.1)
            })
        }),
        Value::Word(word) if word == "LINEAR" => all(value, |series| {
            filled(series, scene, |at| {
                let behind = series.points.partition_point(|point| point.0 < at);
                let before = series.points.get(behind.checked_sub(1)?)?;
                let after = series.points.get(behind)?;
                let part = (at - before.0) as f64 / (after.0 - before.0) as f64;
                Some(before.1 + (after.1 - before.1) * part)
            })
        }),
        other => Err(format!("FILL cannot fill with a {}", other.kind())),
    }
}

fn filled(series: &Series, scene: &dyn Scene, with: impl Fn(i64) -> Option<f64>) -> Series {
    let grid: Vec<(i64, f64)> = moments(scene).map(|at| (at, 0.0)).collect();
    let mut points = Vec::with_capacity(grid.len());
    zip(&series.points, &grid, |at, value, _| {
        points.extend(value.or_else(|| with(at)).map(|value| (at, value)));
    });
    series.with(points)
}

/// `IF`: by every moment of the condition, or by a number for all of them.
fn choose(
    condition: &Value,
    then: &Value,
    otherwise: Option<&Value>,
    scene: &dyn Scene,
) -> Result<Value, String> {
    let side = |value: &Value| match value {
        Value::Number(_) | Value::Series(_) => Ok(()),
        other => Err(format!("IF cannot take a {}", other.kind())),
    };
    side(then)?;
    otherwise.map_or(Ok(()), side)?;
    let condition = match condition {
        Value::Series(series) => series,
        Value::Number(number) => {
            return Ok(match (*number != 0.0, otherwise) {
                (true, _) => then.clone(),
                (false, Some(otherwise)) => otherwise.clone(),
                (false, None) => Value::Series(blank(scene)),
            });
        }
        other => return Err(format!("IF cannot take a {}", other.kind())),
    };
    let at = |value: &Value, at: i64| match value {
        Value::Number(number) => Some(*number),
        Value::Series(series) => series.at(at),
        _ => None,
    };
    let points = condition.points.iter().filter_map(|(moment, truth)| {
        let value = match *truth != 0.0 {
            true => Some(at(then, *moment).unwrap_or_default()),
            false => at(otherwise?, *moment),
        };
        Some((*moment, value?))
    });
    let points = points.collect();
    // It goes by the name of what it shows.
    match then {
        Value::Series(series) => Ok(Value::Series(series.with(points))),
        _ => Ok(Value::Series(condition.with(points))),
    }
}

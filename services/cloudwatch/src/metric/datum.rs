//! One datum of PutMetricData: what it may be, and what it measures.

use super::put_metric_data::is_name;
use super::row::pairs;
use super::unit;
use crate::errors;
use crate::limits::VALUES;
use crate::shapes::MetricDatum;
use haneul_metric::Spread;
use haneul_metric::pack::Point;
use haneul_pipeline::AwsError;
use jiff::Timestamp;

/// The largest value, and with a minus the smallest.
const LARGEST: f64 = 2.348_542_582_773_833_3e108;

const TWO_WEEKS: i64 = 14 * 86_400;
const TWO_HOURS: i64 = 2 * 3_600;

pub struct Datum {
    pub name: String,
    pub dimensions: Vec<(String, String)>,
    /// 1 or 60 seconds.
    pub step: u16,
    pub point: Point,
}

/// Nothing where it says that nothing was measured.
pub fn read(path: &str, datum: MetricDatum, now: Timestamp) -> Result<Option<Datum>, AwsError> {
    let at = datum.timestamp.unwrap_or(now);
    check_time(path, at, now)?;
    let step = match datum.storage_resolution {
        None | Some(60) => 60,
        Some(1) => 1,
        Some(other) => {
            return Err(errors::bad_value(
                other,
                &format!("{path}.StorageResolution"),
            ));
        }
    };
    if !is_name(&datum.metric_name) {
        return Err(errors::bad_value(
            &datum.metric_name,
            &format!("{path}.MetricName"),
        ));
    }
    let spread = spread(path, &datum)?;
    let unit = unit::code(datum.unit.as_deref());
    let dimensions = pairs(datum.dimensions);
    check_dimensions(path, &dimensions)?;
    let point = spread.map(|spread| Point {
        at: at.as_second(),
        unit,
        spread,
    });
    Ok(point.map(|point| Datum {
        name: datum.metric_name,
        dimensions,
        step,
        point,
    }))
}

fn check_time(path: &str, at: Timestamp, now: Timestamp) -> Result<(), AwsError> {
    let ahead = at.as_second() - now.as_second();
    if ahead > TWO_HOURS {
        return Err(errors::value(format!(
            "The parameter {path}.Timestamp must specify a time no more than two hours in the future."
        )));
    }
    if ahead < -TWO_WEEKS {
        return Err(errors::value(format!(
            "The parameter {path}.Timestamp must specify a time no more than two weeks in the past."
        )));
    }
    Ok(())
}

fn check_dimensions(path: &str, dimensions: &[(String, String)]) -> Result<(), AwsError> {
    for (n, (name, value)) in dimensions.iter().enumerate() {
        let good = |text: &str| text.is_ascii() && text.bytes().any(|b| b.is_ascii_graphic());
        let place = format!("{path}.Dimensions.member.{}", n + 1);
        let controls = |text: &str| text.bytes().any(|b| b.is_ascii_control());
        if !good(name) || controls(name) || name.starts_with(':') {
            return Err(errors::bad_value(name, &format!("{place}.Name")));
        }
        if !good(value) || controls(value) {
            return Err(errors::bad_value(value, &format!("{place}.Value")));
        }
        if dimensions.iter().take(n).any(|(other, _)| other == name) {
            return Err(errors::value(format!(
                "The parameter {path}.Dimensions has more than one dimension named {name}."
            )));
        }
    }
    Ok(())
}

fn check_number(number: f64, parameter: &str) -> Result<f64, AwsError> {
    match number.is_finite() && number.abs() <= LARGEST {
        true => Ok(number),
        false => Err(errors::bad_value(number, parameter)),
    }
}

fn spread(path: &str, datum: &MetricDatum) -> Result<Option<Spread>, AwsError> {
    let given = [
        ("Value", datum.value.is_some()),
        ("StatisticValues", datum.statistic_values.is_some()),
        ("Values", datum.values.is_some()),
    ];
    let mut given = given.iter().filter(|(_, is)| *is).map(|(name, _)| *name);
    let (first, second) = (given.next(), given.next());
    if let (Some(first), Some(second)) = (first, second) {
        return Err(errors::combination(format!(
            "The parameters {path}.{first} and {path}.{second} are mutually exclusive and you have specified both."
        )));
    }
    if let Some(value) = datum.value {
        let value = check_number(value, &format!("{path}.Value"))?;
        return Ok(Some(Spread::of(value, 1.0)));
    }
    if let Some(set) = &datum.statistic_values {
        let named = |name: &str| format!("{path}.StatisticValues.{name}");
        let count = check_number(set.sample_count, &named("SampleCount"))?;
        let sum = check_number(set.sum, &named("Sum"))?;
        let min = check_number(set.minimum, &named("Minimum"))?;
        let max = check_number(set.maximum, &named("Maximum"))?;
        if min > max {
            return Err(errors::value(format!(
                "The parameter {} must be greater than {}.",
                named("Maximum"),
                named("Minimum")
            )));
        }
        if count < 0.0 {
            return Err(errors::bad_value(count, &named("SampleCount")));
        }
        return Ok((count > 0.0).then(|| Spread::of_set(count, sum, min, max)));
    }
    match &datum.values {
        Some(values) => of_values(path, values, datum.counts.as_deref()),
        None => Err(errors::missing_says(format!(
            "At least one of the parameters {path}.Value, {path}.StatisticValues or {path}.Values must be specified."
        ))),
    }
}

fn of_values(
    path: &str,
    values: &[f64],
    counts: Option<&[f64]>,
) -> Result<Option<Spread>, AwsError> {
    if values.len() > VALUES {
        return Err(errors::value(format!(
            "The collection {path}.Values must not have a size greater than {VALUES}."
        )));
    }
    if counts.is_some_and(|counts| counts.len() != values.len()) {
        return Err(errors::value(format!(
            "The parameters {path}.Values and {path}.Counts must be of the same size."
        )));
    }
    let mut pairs = Vec::with_capacity(values.len());
    for (n, value) in values.iter().enumerate() {
        let value = check_number(*value, &format!("{path}.Values.member.{}", n + 1))?;
        let count = counts
            .and_then(|counts| counts.get(n))
            .copied()
            .unwrap_or(1.0);
        let count = check_number(count, &format!("{path}.Counts.member.{}", n + 1))?;
        if count < 0.0 {
            return Err(errors::bad_value(
                count,
                &format!("{path}.Counts.member.{}", n + 1),
            ));
        }
        pairs.push((value, count));
    }
    Ok(Spread::of_values(pairs))
}

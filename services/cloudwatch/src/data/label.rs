//! What series are called, and the words that labels fill in.

use super::{Measured, Query};
use haneul_metric::math::Series;
use jiff::Timestamp;
use jiff::tz::{Offset, TimeZone};

/// The metric's name, with its dimensions where others of the call have the same name.
pub fn usual(measured: &Measured, all: &[Query]) -> String {
    let same = all.iter().filter_map(|query| query.metric.as_ref());
    let same = same.filter(|other| other.name == measured.name).count();
    match same > 1 {
        true => of_found(measured),
        false => measured.name.clone(),
    }
}

/// Dimensions' values and the name.
pub fn of_found(measured: &Measured) -> String {
    let values = measured.dimensions.iter().map(|(_, value)| value.as_str());
    let words: Vec<&str> = values.chain([measured.name.as_str()]).collect();
    words.join(" ")
}

/// Replaces `${AVG}`, `${PROP('MetricName')}` and the like; others stay.
pub fn fill(
    label: &str,
    series: &Series,
    measured: Option<&Measured>,
    zone: Option<&str>,
) -> String {
    let mut out = String::new();
    let mut rest = label;
    while let Some((before, behind)) = rest.split_once("${") {
        out.push_str(before);
        let Some((word, after)) = behind.split_once('}') else {
            out.push_str("${");
            rest = behind;
            continue;
        };
        match value(word.trim(), series, measured, zone) {
            Some(value) => out.push_str(&value),
            None => {
                out.push_str("${");
                out.push_str(word);
                out.push('}');
            }
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

fn value(
    word: &str,
    series: &Series,
    measured: Option<&Measured>,
    zone: Option<&str>,
) -> Option<String> {
    if let Some(inside) = word.strip_prefix("PROP(") {
        let name = inside.strip_suffix(')')?.trim().trim_matches(['\'', '"']);
        return property(name, measured?);
    }
    let points = &series.points;
    let by = |pick: fn(f64, f64) -> bool| {
        let mut best: Option<(i64, f64)> = None;
        for point in points {
            if best.is_none_or(|best| pick(point.1, best.1)) {
                best = Some(*point);
            }
        }
        best
    };
    let sum: f64 = points.iter().map(|point| point.1).sum();
    let point = match word.strip_suffix("_TIME").unwrap_or(word) {
        "LABEL" => return Some(measured.map_or_else(|| series.label.clone(), |m| m.name.clone())),
        "DATAPOINT_COUNT" => return Some(points.len().to_string()),
        "SUM" => return Some(number(sum)),
        "AVG" if points.is_empty() => return Some("--".to_owned()),
        "AVG" => return Some(number(sum / points.len() as f64)),
        "FIRST" => points.first().copied(),
        "LAST" => points.last().copied(),
        "MAX" => by(|a, b| a > b),
        "MIN" => by(|a, b| a < b),
        _ => return None,
    };
    let Some((at, value)) = point else {
        return Some("--".to_owned());
    };
    match word.ends_with("_TIME") {
        true => Some(time(at, zone)),
        false => Some(number(value)),
    }
}

fn property(name: &str, measured: &Measured) -> Option<String> {
    if let Some(dimension) = name.strip_prefix("Dim.") {
        let mut own = measured.dimensions.iter();
        return own
            .find(|(name, _)| name == dimension)
            .map(|(_, value)| value.clone());
    }
    match name {
        "MetricName" => Some(measured.name.clone()),
        "Namespace" => Some(measured.namespace.clone()),
        "Period" => Some(measured.period.to_string()),
        "Stat" => Some(measured.stat.clone()),
        _ => None,
    }
}

fn number(value: f64) -> String {
    let rounded = (value * 1_000.0).round() / 1_000.0;
    format!("{rounded}")
}

fn time(at: i64, zone: Option<&str>) -> String {
    let time = Timestamp::from_second(at).unwrap_or_default();
    let zone = zone.and_then(offset).map_or(TimeZone::UTC, TimeZone::fixed);
    time.to_zoned(zone)
        .strftime("%Y-%m-%d %H:%M:%S")
        .to_string()
}

/// `+0130`: hours and minutes before or behind UTC.
pub fn offset(text: &str) -> Option<Offset> {
    let (sign, digits) = match text.split_at_checked(1)? {
        ("+", digits) => (1, digits),
        ("-", digits) => (-1, digits),
        _ => return None,
    };
    if digits.len() != 4 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let (hours, minutes): (i32, i32) = (
        digits.get(..2)?.parse().ok()?,
        digits.get(2..)?.parse().ok()?,
    );
    if hours > 23 || minutes > 59 {
        return None;
    }
    Offset::from_seconds(sign * (hours * 3_600 + minutes * 60)).ok()
}

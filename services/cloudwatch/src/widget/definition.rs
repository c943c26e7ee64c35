//! What a widget says it shows.

use crate::data::query::{check_expression, check_period, check_stat};
use crate::data::{Measured, Query};
use crate::errors;
use haneul_pipeline::AwsError;
use jiff::{Span, Timestamp};
use serde_json::Value as Json;

/// Lines of one graph.
const LINES: usize = 100;

pub struct Definition {
    pub queries: Vec<Query>,
    pub start: i64,
    pub end: i64,
    pub width: i64,
    pub height: i64,
    pub title: String,
    /// Lines across, with what stands at them.
    pub marks: Vec<(f64, String)>,
    pub least: Option<f64>,
    pub most: Option<f64>,
}

fn bad(what: &str) -> AwsError {
    errors::validation(format!("The MetricWidget is invalid: {what}"))
}

pub fn read(text: &str, now: Timestamp) -> Result<Definition, AwsError> {
    let widget: Json = serde_json::from_str(text).map_err(|_| bad("it is not JSON"))?;
    let Json::Object(_) = widget else {
        return Err(bad("it is not an object"));
    };
    let view = widget["view"].as_str().unwrap_or("timeSeries");
    if view != "timeSeries" || widget["stacked"] == true {
        return Err(AwsError::not_implemented(
            "widgets that are stacked, or no time series",
        ));
    }
    let size = |name: &str, usual: i64, least: i64| match &widget[name] {
        Json::Null => Ok(usual),
        value => value
            .as_i64()
            .filter(|size| (least..=2_000).contains(size))
            .ok_or_else(|| bad(&format!("{name} is out of range"))),
    };
    let end = time(&widget["end"], now)?.unwrap_or(now);
    let start = match time(&widget["start"], now)? {
        Some(start) => start.as_second(),
        None => end.as_second() - 3 * 3_600,
    };
    if start >= end.as_second() {
        return Err(bad("start is not before end"));
    }
    let marks = widget["annotations"]["horizontal"].as_array();
    let marks = marks.into_iter().flatten().filter_map(|mark| {
        let label = mark["label"].as_str().unwrap_or_default();
        Some((mark["value"].as_f64()?, label.to_owned()))
    });
    Ok(Definition {
        queries: queries(&widget)?,
        start,
        end: end.as_second(),
        width: size("width", 600, 100)?,
        height: size("height", 395, 60)?,
        title: widget["title"].as_str().unwrap_or_default().to_owned(),
        marks: marks.take(LINES).collect(),
        least: widget["yAxis"]["left"]["min"].as_f64(),
        most: widget["yAxis"]["left"]["max"].as_f64(),
    })
}

/// A moment, or how long ago: `-PT3H`.
fn time(value: &Json, now: Timestamp) -> Result<Option<Timestamp>, AwsError> {
    let Some(text) = value.as_str() else {
        return Ok(None);
    };
    if let Ok(at) = text.parse::<Timestamp>() {
        return Ok(Some(at));
    }
    let wrong = || bad("a time cannot be read");
    let span: Span = text.parse().map_err(|_| wrong())?;
    let zoned = now.to_zoned(jiff::tz::TimeZone::UTC);
    let at = zoned.checked_add(span).map_err(|_| wrong())?;
    Ok(Some(at.timestamp()))
}

fn queries(widget: &Json) -> Result<Vec<Query>, AwsError> {
    let rows = widget["metrics"].as_array().map(Vec::as_slice);
    let rows = rows.unwrap_or_default();
    if rows.len() > LINES {
        return Err(bad("there are too many metrics"));
    }
    let mut before: Vec<String> = Vec::new();
    let mut all = Vec::new();
    for (n, row) in rows.iter().enumerate() {
        let row = row
            .as_array()
            .ok_or_else(|| bad("a metric is not an array"))?;
        let options = row.last().filter(|last| last.is_object());
        let options = options.cloned().unwrap_or(Json::Null);
        let said = |name: &str| options[name].as_str().map(str::to_owned);
        let id = said("id").unwrap_or_else(|| format!("line{n}"));
        let label = said("label");
        let returned = options["visible"].as_bool();
        let period = options["period"].as_i64().or(widget["period"].as_i64());
        if let Some(period) = period {
            check_period(period, "period")?;
        }
        let mut query = Query {
            id,
            metric: None,
            expression: said("expression"),
            label,
            returned,
            period,
        };
        if let Some(text) = &query.expression {
            check_expression(&query.id, text)?;
        } else {
            let names: Vec<&str> = row.iter().filter_map(Json::as_str).collect();
            before = whole(&names, &before);
            let stat = said("stat").or_else(|| widget["stat"].as_str().map(str::to_owned));
            let stat = stat.unwrap_or_else(|| "Average".to_owned());
            check_stat(&stat, "stat")?;
            query.metric = Some(measured(&before, stat, period.unwrap_or(300))?);
        }
        all.push(query);
    }
    Ok(all)
}

/// `.` is what stood there before, and `...` all that stood there.
fn whole(names: &[&str], before: &[String]) -> Vec<String> {
    let mut all = Vec::new();
    for name in names {
        match *name {
            "..." => {
                let behind = names.len().saturating_sub(1);
                let kept = before.len().saturating_sub(behind);
                all.extend(before.iter().take(kept).cloned());
            }
            "." => all.push(before.get(all.len()).cloned().unwrap_or_default()),
            name => all.push(name.to_owned()),
        }
    }
    all
}

fn measured(names: &[String], stat: String, period: i64) -> Result<Measured, AwsError> {
    let [namespace, name, dimensions @ ..] = names else {
        return Err(bad("a metric needs a namespace and a name"));
    };
    let pairs = dimensions.chunks(2).map(|pair| match pair {
        [name, value] => Ok((name.clone(), value.clone())),
        _ => Err(bad("a dimension has no value")),
    });
    Ok(Measured {
        namespace: namespace.clone(),
        name: name.clone(),
        dimensions: pairs.collect::<Result<_, _>>()?,
        period,
        stat,
        unit: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_forms_of_metrics() {
        let text = r#"{"metrics": [["A", "cpu", "host", "a"], ["...", "b"], [".", "disk", ".", "."], [{"expression": "line0 + 1", "id": "e1"}]], "start": "-PT1H"}"#;
        let now = Timestamp::from_second(1_700_000_000).unwrap();
        let read = read(text, now).unwrap();
        let shown: Vec<_> = read
            .queries
            .iter()
            .filter_map(|q| q.metric.clone())
            .collect();
        let shown: Vec<_> = shown
            .iter()
            .map(|m| (m.name.as_str(), m.dimensions[0].1.as_str()))
            .collect();
        assert_eq!(shown, [("cpu", "a"), ("cpu", "b"), ("disk", "b")]);
        assert_eq!(read.start, 1_700_000_000 - 3_600);
    }

    #[test]
    fn what_is_no_widget() {
        let now = Timestamp::from_second(1_700_000_000).unwrap();
        for bad in [
            "",
            "1",
            r#"{"width": 5}"#,
            r#"{"metrics": [1]}"#,
            r#"{"metrics": [["A"]]}"#,
            r#"{"metrics": [["A", "b", "c"]]}"#,
            r#"{"view": "pie"}"#,
            r#"{"start": "x"}"#,
            r#"{"start": "PT1H"}"#,
            r#"{"metrics": [["A", "b", {"stat": "x"}]]}"#,
        ] {
            assert!(read(bad, now).is_err(), "{bad}");
        }
    }
}

//! Metrics that are embedded in log events (the embedded metric format): an event that is a JSON document
//! with a member `_aws` says which of its other members are metrics, and which are their dimensions. They
//! go to CloudWatch as those of metric filters do.

use super::emit::send;
use crate::event::add::Added;
use crate::group::row::Group;
use crate::measure;
use haneul_pipeline::{AwsError, Cx};
use serde_json::{Map, Value as Json, json};
use std::collections::BTreeMap;

/// What each such event has in it.
const MARK: &str = "\"CloudWatchMetrics\"";

const METRICS: usize = 100;
const DIMENSIONS: usize = 30;
/// Of all events that were put together: short texts can ask for very many.
const DATA: usize = 10_000;
const VALUES: usize = 100;
const NAME: usize = 255;
const VALUE: usize = 1_024;
/// The largest number that a metric may have, and with a minus the smallest.
const LARGEST: f64 = 2.348_542_582_773_833_3e108;
const MILLISECOND: i64 = 1_000;
const TWO_WEEKS: i64 = 14 * 86_400 * MILLISECOND;
const TWO_HOURS: i64 = 2 * 3_600 * MILLISECOND;
const RESERVED: &str = "AWS/";

/// Data by their namespaces, and what could not be read.
#[derive(Default)]
struct Found {
    data: BTreeMap<String, Vec<Json>>,
    count: usize,
    unread: usize,
    invalid: usize,
}

pub fn emit(cx: &mut Cx, group: &Group, added: &[Added<'_>]) -> Result<(), AwsError> {
    let (mut found, now) = (Found::default(), cx.now().as_millisecond());
    for event in added {
        let text = event.event.message.as_str();
        if text.contains(MARK) {
            found.take(text, now);
        }
    }
    measure::embedded(cx, &group.name, found.unread, found.invalid);
    for (namespace, data) in found.data {
        send(cx, group, &namespace, &data)?;
    }
    Ok(())
}

/// It is no such document.
struct Unread;

impl Found {
    fn take(&mut self, text: &str, now: i64) {
        if self.read(text, now).is_err() {
            self.unread += 1;
        }
    }

    fn read(&mut self, text: &str, now: i64) -> Result<(), Unread> {
        // Runtimes of Lambda write a time and the id of the request before it.
        let begins = text.find('{').ok_or(Unread)?;
        let document: Json = serde_json::from_str(&text[begins..]).map_err(|_| Unread)?;
        let root = document.as_object().ok_or(Unread)?;
        // It is an event that has the word in it for another reason.
        let Some(about) = root.get("_aws") else {
            return Ok(());
        };
        let at = about["Timestamp"].as_i64().ok_or(Unread)?;
        let directives = about["CloudWatchMetrics"].as_array().ok_or(Unread)?;
        for directive in directives {
            let namespace = directive["Namespace"].as_str().ok_or(Unread)?;
            let sets = directive["Dimensions"].as_array().ok_or(Unread)?;
            let metrics = directive["Metrics"].as_array().ok_or(Unread)?;
            let good = is_name(namespace)
                && !namespace.starts_with(RESERVED)
                && metrics.len() <= METRICS
                && self.count + metrics.len() * sets.len() <= DATA
                && (now - TWO_WEEKS..=now + TWO_HOURS).contains(&at);
            if !good {
                self.invalid += 1;
                continue;
            }
            let sets: Vec<Option<Json>> = sets.iter().map(|set| dimensions(root, set)).collect();
            for metric in metrics {
                let made = datum(root, metric, at);
                for set in &sets {
                    match (&made, set) {
                        (Some(datum), Some(set)) => {
                            let mut datum = datum.clone();
                            datum["Dimensions"] = set.clone();
                            let data = self.data.entry(namespace.to_owned()).or_default();
                            data.push(datum);
                            self.count += 1;
                        }
                        _ => self.invalid += 1,
                    }
                }
            }
        }
        Ok(())
    }
}

/// What a set of members of the document says, as PutMetricData takes it.
fn dimensions(root: &Map<String, Json>, set: &Json) -> Option<Json> {
    let names = set.as_array().filter(|names| names.len() <= DIMENSIONS)?;
    let mut known: Vec<&str> = Vec::new();
    let mut all = Vec::new();
    for name in names {
        let name = name.as_str()?;
        let value = root.get(name)?.as_str()?;
        let good = is_name(name) && !name.starts_with(':') && is_text(value, VALUE);
        if !good || !name.is_ascii() || !value.is_ascii() || known.contains(&name) {
            return None;
        }
        known.push(name);
        all.push(json!({"Name": name, "Value": value}));
    }
    Some(Json::Array(all))
}

/// A metric and its values, but for its dimensions.
fn datum(root: &Map<String, Json>, metric: &Json, at: i64) -> Option<Json> {
    let name = metric["Name"].as_str().filter(|name| is_name(name))?;
    let values = match root.get(name)? {
        Json::Array(values) => values.iter().map(number).collect::<Option<Vec<f64>>>()?,
        one => vec![number(one)?],
    };
    if values.is_empty() || values.len() > VALUES {
        return None;
    }
    let mut datum = json!({"MetricName": name, "Timestamp": at / MILLISECOND, "Values": values});
    match &metric["Unit"] {
        Json::Null => {}
        unit => datum["Unit"] = json!(unit.as_str().filter(|unit| is_unit(unit))?),
    }
    match &metric["StorageResolution"] {
        Json::Null => {}
        said => datum["StorageResolution"] = json!(said.as_i64().filter(|s| [1, 60].contains(s))?),
    }
    Some(datum)
}

fn number(value: &Json) -> Option<f64> {
    value.as_f64().filter(|number| number.abs() <= LARGEST)
}

fn is_name(text: &str) -> bool {
    is_text(text, NAME)
}

fn is_text(text: &str, most: usize) -> bool {
    !text.trim().is_empty() && text.chars().count() <= most && !text.chars().any(char::is_control)
}

fn is_unit(unit: &str) -> bool {
    const SIZES: [&str; 5] = ["", "Kilo", "Mega", "Giga", "Tera"];
    const OTHERS: [&str; 5] = ["None", "Seconds", "Milliseconds", "Microseconds", "Percent"];
    let (of, is_rate) = match unit.strip_suffix("/Second") {
        Some(of) => (of, true),
        None => (unit, false),
    };
    let is_size = SIZES.iter().any(|size| match size.is_empty() {
        true => ["Bytes", "Bits"].contains(&of),
        false => of
            .strip_prefix(size)
            .is_some_and(|rest| ["bytes", "bits"].contains(&rest)),
    });
    of == "Count" || is_size || !is_rate && OTHERS.contains(&of)
}

#[cfg(test)]
mod tests {
    use super::is_unit;

    #[test]
    fn units_are_those_of_cloudwatch() {
        for unit in [
            "None",
            "Count",
            "Bits",
            "Terabytes",
            "Kilobits/Second",
            "Count/Second",
        ] {
            assert!(is_unit(unit), "{unit}");
        }
        for unit in [
            "",
            "bytes",
            "Kilo",
            "Percent/Second",
            "KiloBytes",
            "None/Second",
            "/Second",
        ] {
            assert!(!is_unit(unit), "{unit}");
        }
    }
}

//! Why an alarm is in its state, in CloudWatch's words.

use super::evaluation::Bounds;
use super::judge::Missing;
use super::row::{Rule, Value};
use super::show::stamp;
use haneul_metric::Stat;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Value as Json, json};

/// What was judged.
pub struct Judged<'j> {
    pub rule: &'j Rule,
    /// Those that there were, the newest first: when, how much, of how many samples.
    pub points: Vec<(i64, f64, f64)>,
    pub missing: Missing,
    pub now: Timestamp,
    /// In place of the threshold.
    pub bounds: Option<&'j Bounds>,
}

fn many(count: usize, word: &str) -> String {
    match count {
        1 => format!("1 {word}"),
        _ => format!("{count} {word}s"),
    }
}

fn were(count: usize) -> &'static str {
    if count == 1 { "was" } else { "were" }
}

fn compared(comparison: &str) -> &'static str {
    match comparison {
        "GreaterThanOrEqualToThreshold" => "greater than or equal to",
        "GreaterThanThreshold" => "greater than",
        "LessThanThreshold" => "less than",
        _ => "less than or equal to",
    }
}

impl Judged<'_> {
    pub fn text(&self, value: Value, breaches: impl Fn(i64, f64) -> bool) -> String {
        let n = self.rule.evaluation_periods as usize;
        let filled = n.saturating_sub(self.points.len());
        if value == Value::InsufficientData {
            return format!(
                "Insufficient Data: {} {} unknown.",
                many(filled, "datapoint"),
                were(filled)
            );
        }
        let treated = match self.missing {
            Missing::Breaching => Some("Breaching"),
            Missing::NotBreaching => Some("NonBreaching"),
            _ => None,
        };
        let treated = treated.filter(|_| filled > 0).map(|how| {
            format!(
                "{} {} treated as [{how}]",
                many(filled, "missing datapoint"),
                were(filled)
            )
        });
        if self.points.is_empty() {
            return format!(
                "Threshold Crossed: no datapoints were received for {} and {}.",
                many(n, "period"),
                treated.unwrap_or_default()
            );
        }
        let alarms = value == Value::Alarm;
        let such = self
            .points
            .iter()
            .filter(|point| breaches(point.0, point.1) == alarms)
            .count();
        let shown = self
            .points
            .iter()
            .filter(|point| breaches(point.0, point.1) == alarms);
        let shown: Vec<String> = shown
            .map(|point| format!("{:?} ({})", point.1, short(point.0)))
            .collect();
        let (minimum, way) = match alarms {
            true => (self.rule.to_alarm(), "OK -> ALARM"),
            false => (
                self.rule.evaluation_periods - self.rule.to_alarm() + 1,
                "ALARM -> OK",
            ),
        };
        let and = treated
            .map(|treated| format!(" and {treated}"))
            .unwrap_or_default();
        let (crossed, compared) = match self.bounds {
            None => {
                let how = compared(&self.rule.comparison);
                let threshold = self.rule.threshold;
                (
                    "Threshold Crossed",
                    format!("{how} the threshold ({threshold:?})"),
                )
            }
            Some(bounds) => ("Thresholds Crossed", self.compared_with(bounds)),
        };
        format!(
            "{crossed}: {such} out of the last {} datapoints [{}] {}{} {compared}{and} (minimum {} for {way} transition).",
            self.points.len(),
            shown.join(", "),
            were(such),
            if alarms { "" } else { " not" },
            many(minimum.max(1) as usize, "datapoint"),
        )
    }

    fn compared_with(&self, bounds: &Bounds) -> String {
        let below = format!("less than the lower thresholds {:?}", self.recent(bounds).1);
        let above = format!(
            "greater than the upper thresholds {:?}",
            self.recent(bounds).0
        );
        match self.rule.comparison.as_str() {
            "LessThanLowerThreshold" => below,
            "GreaterThanUpperThreshold" => above,
            _ => format!("{below} or {above}"),
        }
    }

    /// What was allowed at most and at least, the oldest first.
    fn recent(&self, bounds: &Bounds) -> (Vec<f64>, Vec<f64>) {
        let points = self.points.iter().rev();
        points.filter_map(|point| bounds.at(point.0)).unzip()
    }

    pub fn data(&self) -> String {
        let measured = self.rule.watched().and_then(|query| query.metric.as_ref());
        let measured = measured.filter(|_| self.rule.simple);
        let mut data = json!({"version": "1.0", "queryDate": stamp(self.now)});
        if let Some(first) = self.points.last() {
            data["startDate"] = json!(stamp(Timestamp::from_second(first.0).unwrap_or_default()));
        }
        if let Some(unit) = measured.and_then(|measured| measured.unit.as_ref()) {
            data["unit"] = json!(unit);
        }
        if let Some(measured) = measured {
            let plain = Stat::read(&measured.stat).is_some_and(Stat::is_plain);
            let name = if plain {
                "statistic"
            } else {
                "extendedStatistic"
            };
            data[name] = json!(measured.stat);
        }
        data["period"] = json!(self.rule.period());
        let recent: Vec<f64> = self.points.iter().rev().map(|point| point.1).collect();
        data["recentDatapoints"] = json!(recent);
        match self.bounds {
            None => data["threshold"] = json!(self.rule.threshold),
            Some(bounds) => {
                let (high, low) = self.recent(bounds);
                data["recentUpperThresholds"] = json!(high);
                data["recentLowerThresholds"] = json!(low);
            }
        }
        let evaluated: Vec<Json> = self
            .points
            .iter()
            .map(|(at, value, samples)| {
                let at = stamp(Timestamp::from_second(*at).unwrap_or_default());
                json!({"timestamp": at, "sampleCount": samples, "value": value})
            })
            .collect();
        if !evaluated.is_empty() {
            data["evaluatedDatapoints"] = json!(evaluated);
        }
        data.to_string()
    }
}

/// `02/10/19 16:59:00`.
fn short(at: i64) -> String {
    let time = Timestamp::from_second(at).unwrap_or_default();
    time.to_zoned(TimeZone::UTC)
        .strftime("%d/%m/%y %H:%M:%S")
        .to_string()
}

//! The row of an alarm, whether it watches a metric or other alarms.

use crate::data::Query;
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Stored, Table, first_version, from_first_version};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub static ALARMS: Table<String, Alarm> = Table::new("cloudwatch_alarm");

/// Which alarms look at which others: by the one that is looked at.
pub static PARENTS: Table<(String, String), Parent> = Table::new("cloudwatch_alarm_parent");

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Value {
    Ok,
    Alarm,
    InsufficientData,
}

impl Value {
    pub fn name(self) -> &'static str {
        match self {
            Value::Ok => "OK",
            Value::Alarm => "ALARM",
            Value::InsufficientData => "INSUFFICIENT_DATA",
        }
    }

    pub fn read(name: &str) -> Option<Value> {
        let all = [Value::Ok, Value::Alarm, Value::InsufficientData];
        all.into_iter().find(|value| value.name() == name)
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct State {
    pub value: Value,
    pub reason: String,
    pub data: Option<String>,
    pub updated: Timestamp,
    /// When it last became another one.
    pub transitioned: Timestamp,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Alarm {
    pub name: String,
    pub description: Option<String>,
    pub actions_enabled: bool,
    pub ok_actions: Vec<String>,
    pub alarm_actions: Vec<String>,
    pub insufficient_actions: Vec<String>,
    pub subject: Subject,
    pub tags: Vec<(String, String)>,
    pub configured: Timestamp,
    pub state: State,
    /// When it is looked at next; none while nothing can change but by new data.
    pub due: Option<Timestamp>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Subject {
    Metric(Rule),
    Composite(Composite),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rule {
    /// One, and `simple`, where the alarm names a metric itself.
    pub queries: Vec<Query>,
    pub simple: bool,
    pub evaluation_periods: i64,
    pub datapoints: Option<i64>,
    pub threshold: f64,
    pub comparison: String,
    pub missing: Option<String>,
    pub low_samples: Option<String>,
    /// The query whose band takes the place of the threshold, which is then 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub threshold_metric: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Composite {
    pub rule: String,
    /// The name of the alarm that holds actions back.
    pub suppressor: Option<String>,
    /// As it was named.
    pub suppressor_said: Option<String>,
    pub wait: Option<i64>,
    pub extension: Option<i64>,
    pub suppressed_by: Option<String>,
    pub suppressed_reason: Option<String>,
    /// Actions wait: since this state.
    pub held: Option<State>,
    /// Until when, where only time holds them back.
    pub until: Option<Timestamp>,
    /// The minute of the last change, and how many there were in it.
    pub changes: (i64, u32),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Parent {}

impl Stored for Alarm {
    const VERSION: u32 = 2;
    const LEVEL: u32 = 6;

    /// Whoever knows version 1 would compare with a threshold that there is none of.
    fn before(&self) -> haneul_store::Result<(u32, Vec<u8>)> {
        let by_band = match &self.subject {
            Subject::Metric(rule) => rule.threshold_metric.is_some(),
            Subject::Composite(_) => false,
        };
        first_version(self, by_band)
    }

    fn migrate(version: u32, bytes: &[u8]) -> haneul_store::Result<Self> {
        from_first_version(version, bytes)
    }
}

impl Stored for Parent {
    const VERSION: u32 = 1;
}

impl Rule {
    /// The query that is compared with the threshold.
    pub fn watched(&self) -> Option<&Query> {
        let band = self.threshold_metric.as_deref();
        let mut returned = self.queries.iter().filter(|query| query.is_returned());
        returned.find(|query| band != Some(&query.id))
    }

    /// The query that is a band, where there is no threshold.
    pub fn band(&self) -> Option<&Query> {
        let band = self.threshold_metric.as_deref()?;
        self.queries.iter().find(|query| query.id == band)
    }

    pub fn period(&self) -> i64 {
        let watched = self.watched();
        let own = watched.and_then(|query| Some(query.metric.as_ref()?.period));
        let own = own.or_else(|| watched?.period);
        let metrics = self
            .queries
            .iter()
            .filter_map(|query| Some(query.metric.as_ref()?.period));
        own.or_else(|| metrics.min()).unwrap_or(60)
    }

    pub fn to_alarm(&self) -> i64 {
        self.datapoints.unwrap_or(self.evaluation_periods)
    }
}

impl Alarm {
    pub fn actions(&self, value: Value) -> &[String] {
        match value {
            Value::Ok => &self.ok_actions,
            Value::Alarm => &self.alarm_actions,
            Value::InsufficientData => &self.insufficient_actions,
        }
    }

    pub fn kind(&self) -> &'static str {
        match self.subject {
            Subject::Metric(_) => "MetricAlarm",
            Subject::Composite(_) => "CompositeAlarm",
        }
    }
}

pub fn arn(cx: &Cx, name: &str) -> String {
    cx.arn("cloudwatch", &format!("alarm:{name}"))
}

/// The name in an ARN of this account and Region.
pub fn name_of(cx: &Cx, arn_: &str) -> Option<String> {
    arn_.strip_prefix(&arn(cx, "")).map(str::to_owned)
}

pub fn find(cx: &mut Cx, name: &str) -> Result<Option<Alarm>, AwsError> {
    Ok(ALARMS.get(cx.tx, cx.scope(), name)?)
}

pub fn save(cx: &mut Cx, alarm: &Alarm) -> Result<(), AwsError> {
    Ok(ALARMS.put(cx.tx, cx.scope(), alarm.name.as_str(), alarm)?)
}

pub fn remove(cx: &mut Cx, name: &str) -> Result<(), AwsError> {
    ALARMS.delete(cx.tx, cx.scope(), name)?;
    Ok(())
}

/// Switches actions of alarms on or off. Names that there are no alarms of are no error.
pub fn switch(cx: &mut Cx, names: &[String], on: bool) -> Result<(), AwsError> {
    for name in names {
        let Some(mut alarm) = find(cx, name)? else {
            continue;
        };
        if alarm.actions_enabled != on {
            alarm.actions_enabled = on;
            alarm.configured = cx.now();
            super::history::configured(cx, &alarm, "updated")?;
            save(cx, &alarm)?;
        }
    }
    Ok(())
}

/// Notes that one alarm looks at another.
pub fn tie(cx: &mut Cx, looked_at: &str, parent: &str) -> Result<(), AwsError> {
    Ok(PARENTS.put(cx.tx, cx.scope(), &(looked_at, parent), &Parent {})?)
}

pub fn untie(cx: &mut Cx, looked_at: &str, parent: &str) -> Result<(), AwsError> {
    PARENTS.delete(cx.tx, cx.scope(), &(looked_at, parent))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alarm(threshold_metric: Option<&str>) -> Alarm {
        let rule = Rule {
            queries: Vec::new(),
            simple: true,
            evaluation_periods: 1,
            datapoints: None,
            threshold: 1.0,
            comparison: "GreaterThanThreshold".to_owned(),
            missing: None,
            low_samples: None,
            threshold_metric: threshold_metric.map(str::to_owned),
        };
        Alarm {
            name: "high".to_owned(),
            description: None,
            actions_enabled: true,
            ok_actions: Vec::new(),
            alarm_actions: Vec::new(),
            insufficient_actions: Vec::new(),
            subject: Subject::Metric(rule),
            tags: Vec::new(),
            configured: Timestamp::UNIX_EPOCH,
            state: State {
                value: Value::Ok,
                reason: String::new(),
                data: None,
                updated: Timestamp::UNIX_EPOCH,
                transitioned: Timestamp::UNIX_EPOCH,
            },
            due: None,
        }
    }

    #[test]
    fn rows_of_the_first_version_are_read_and_written() {
        let usual = alarm(None);
        let (version, bytes) = usual.before().unwrap();
        assert_eq!(version, 1);
        assert_eq!(Alarm::migrate(version, &bytes).unwrap(), usual);
        // What the first version cannot say is not written as it.
        assert!(alarm(Some("band")).before().is_err());
    }
}

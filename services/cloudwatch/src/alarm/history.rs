//! What happened to alarms: under each name, and under none all of them.

use super::row::{Alarm, State};
use super::show::stamp;
use crate::limits::HISTORY_DAYS;
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Span, Stored, Table};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

/// By alarm (or none for all of them), microsecond and chance.
pub static HISTORY: Table<(String, i64, u64), Item> = Table::new("cloudwatch_alarm_history");

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Item {
    pub alarm: String,
    pub kind: String,
    pub item: String,
    pub summary: String,
    pub data: String,
}

impl Stored for Item {
    const VERSION: u32 = 1;
}

/// Old ones that go with each new one.
const CLEARED: usize = 10;

pub struct Entry {
    pub item: &'static str,
    pub summary: String,
    pub data: Json,
}

impl Entry {
    pub fn new(item: &'static str, summary: impl Into<String>, data: Json) -> Entry {
        Entry {
            item,
            summary: summary.into(),
            data,
        }
    }
}

/// Its place.
pub fn add(cx: &mut Cx, alarm: &Alarm, entry: &Entry) -> Result<(i64, u64), AwsError> {
    let place = (cx.now().as_microsecond(), cx.random().u64());
    let item = Item {
        alarm: alarm.name.clone(),
        kind: alarm.kind().to_owned(),
        item: entry.item.to_owned(),
        summary: entry.summary.clone(),
        data: entry.data.to_string(),
    };
    put(cx, place, &item)?;
    clear(cx)?;
    Ok(place)
}

pub fn put(cx: &mut Cx, (at, chance): (i64, u64), item: &Item) -> Result<(), AwsError> {
    for name in [item.alarm.as_str(), ""] {
        HISTORY.put(cx.tx, cx.scope(), &(name, at, chance), item)?;
    }
    Ok(())
}

fn clear(cx: &mut Cx) -> Result<(), AwsError> {
    let (scope, now) = (cx.scope(), cx.now().as_microsecond());
    let first_kept = now - HISTORY_DAYS * 86_400_000_000;
    let span = Span::prefix("").before(&("", first_kept, 0_u64));
    let old = HISTORY.scan_untracked(cx.tx, scope, span, CLEARED, false)?;
    for ((_, at, chance), item) in old {
        for name in [item.alarm.as_str(), ""] {
            HISTORY.delete(cx.tx, scope, &(name, at, chance))?;
        }
    }
    Ok(())
}

/// A state as history shows it.
pub fn state(state: &State) -> Json {
    let mut shown = json!({"stateValue": state.value.name(), "stateReason": state.reason});
    if let Some(data) = &state.data {
        shown["stateReasonData"] = serde_json::from_str(data).unwrap_or_else(|_| json!(data));
    }
    shown
}

/// A change of the configuration.
pub fn configured(cx: &mut Cx, alarm: &Alarm, how: &str) -> Result<(), AwsError> {
    let data = json!({
        "version": "1.0",
        "type": match how { "created" => "Create", "deleted" => "Delete", _ => "Update" },
        "createdAlarm": (how == "created").then(|| super::show::plain(cx, alarm)),
        "updatedAlarm": (how == "updated").then(|| super::show::plain(cx, alarm)),
        "deletedAlarm": (how == "deleted").then(|| super::show::plain(cx, alarm)),
    });
    let data = match data {
        Json::Object(fields) => fields
            .into_iter()
            .filter(|(_, value)| !value.is_null())
            .collect(),
        other => other,
    };
    let summary = format!("Alarm \"{}\" {how}", alarm.name);
    add(cx, alarm, &Entry::new("ConfigurationUpdate", summary, data))?;
    Ok(())
}

/// Of the time of an item.
pub fn time(at: i64) -> Option<Timestamp> {
    Timestamp::from_microsecond(at).ok()
}

/// What an action was, and how it went.
pub fn acted(cx: &Cx, state: &str, arn: &str, error: Option<&str>) -> Json {
    json!({
        "actionState": if error.is_some() { "Failed" } else { "Succeeded" },
        "stateUpdateTimestamp": cx.now().as_millisecond(),
        "notificationResource": arn,
        "publishedMessage": state,
        "error": error,
        "at": stamp(cx.now()),
    })
}

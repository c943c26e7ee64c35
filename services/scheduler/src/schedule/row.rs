//! The row of a schedule.

use crate::errors;
use crate::target::Target;
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Span, Stored, Table};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// By group and name.
pub static SCHEDULES: Table<(String, String), Schedule> = Table::new("scheduler_schedule");

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Schedule {
    pub group: String,
    pub name: String,
    pub expression: String,
    pub zone: String,
    pub start: Option<Timestamp>,
    pub end: Option<Timestamp>,
    pub description: Option<String>,
    pub enabled: bool,
    pub target: Target,
    /// In minutes; none where it comes at the time itself.
    pub window: Option<i64>,
    /// It goes away once it never comes again.
    pub deleted_after: bool,
    pub created: Timestamp,
    pub modified: Timestamp,
    /// What a rate counts from.
    pub base: Timestamp,
    /// When it is next due, and when it then happens.
    pub next: Option<(Timestamp, Timestamp)>,
}

impl Stored for Schedule {
    const VERSION: u32 = 1;
}

impl Schedule {
    pub fn state(&self) -> &'static str {
        match self.enabled {
            true => "ENABLED",
            false => "DISABLED",
        }
    }
}

pub fn find(cx: &mut Cx, group: &str, name: &str) -> Result<Option<Schedule>, AwsError> {
    Ok(SCHEDULES.get(cx.tx, cx.scope(), &(group, name))?)
}

pub fn open(cx: &mut Cx, group: &str, name: &str) -> Result<Schedule, AwsError> {
    find(cx, group, name)?.ok_or_else(|| errors::no_schedule(name))
}

pub fn save(cx: &mut Cx, schedule: &Schedule) -> Result<(), AwsError> {
    let key = (schedule.group.as_str(), schedule.name.as_str());
    Ok(SCHEDULES.put(cx.tx, cx.scope(), &key, schedule)?)
}

pub fn some_of_group(cx: &mut Cx, group: &str, most: usize) -> Result<Vec<Schedule>, AwsError> {
    let rows = SCHEDULES.scan(cx.tx, cx.scope(), Span::prefix(group), most, false)?;
    Ok(rows.into_iter().map(|(_, schedule)| schedule).collect())
}

//! The row of a replay.

use crate::errors;
use haneul_pipeline::{AwsError, Cx, Page};
use haneul_store::{Span, Stored, Table};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub static REPLAYS: Table<String, Replay> = Table::new("events_replay");

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Replay {
    pub name: String,
    pub description: Option<String>,
    pub archive: String,
    pub archive_id: String,
    pub bus: String,
    /// ARNs of the rules that it is for; all of them when there are none.
    pub rules: Vec<String>,
    pub from: Timestamp,
    pub to: Timestamp,
    pub state: State,
    pub started: Timestamp,
    pub ended: Option<Timestamp>,
    /// The last event that was sent: its time and id.
    pub last: Option<(i64, String)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum State {
    Starting,
    Running,
    Cancelling,
    Completed,
    Cancelled,
}

impl Stored for Replay {
    const VERSION: u32 = 1;
}

impl State {
    pub fn name(self) -> &'static str {
        match self {
            State::Starting => "STARTING",
            State::Running => "RUNNING",
            State::Cancelling => "CANCELLING",
            State::Completed => "COMPLETED",
            State::Cancelled => "CANCELLED",
        }
    }

    pub fn is_over(self) -> bool {
        matches!(self, State::Completed | State::Cancelled)
    }
}

impl Replay {
    /// The time of the last event that was sent.
    pub fn reached(&self) -> Option<Timestamp> {
        let (time, _) = self.last.as_ref()?;
        Timestamp::from_microsecond(*time).ok()
    }
}

pub fn find(cx: &mut Cx, name: &str) -> Result<Option<Replay>, AwsError> {
    Ok(REPLAYS.get(cx.tx, cx.scope(), name)?)
}

pub fn open(cx: &mut Cx, name: &str) -> Result<Replay, AwsError> {
    let missing = || errors::not_found(format!("Replay {name} does not exist."));
    find(cx, name)?.ok_or_else(missing)
}

pub fn save(cx: &mut Cx, replay: &Replay) -> Result<(), AwsError> {
    Ok(REPLAYS.put(cx.tx, cx.scope(), &replay.name, replay)?)
}

/// A page of those that are wanted, by name: there may be any number of those that are over.
pub fn listed(
    cx: &mut Cx,
    page: &Page,
    keep: impl Fn(&Replay) -> bool,
) -> Result<(Vec<Replay>, Option<String>), AwsError> {
    let scope = cx.scope();
    let read = |after: Option<&str>, most: usize| {
        let span = after.map_or(Span::all(), |after| Span::all().after(after));
        Ok(REPLAYS.scan(cx.tx, scope, span, most, false)?)
    };
    page.fill(read, keep)
}

pub fn arn(cx: &Cx, name: &str) -> String {
    cx.arn("events", &format!("replay/{name}"))
}

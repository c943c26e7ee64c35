//! The row of a rule, with its targets.

use crate::errors;
use crate::place::Place;
use crate::target::Target;
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Span, Stored, Table};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// By bus and name.
pub static RULES: Table<(String, String), Rule> = Table::new("events_rule");

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rule {
    pub name: String,
    pub bus: String,
    pub pattern: Option<String>,
    pub schedule: Option<String>,
    pub enabled: bool,
    pub description: Option<String>,
    pub role: Option<String>,
    pub created_by: String,
    pub tags: Vec<(String, String)>,
    pub targets: Vec<Target>,
    /// What a rate counts from.
    pub since: Timestamp,
    /// When the schedule is next due.
    pub next: Option<Timestamp>,
}

impl Stored for Rule {
    const VERSION: u32 = 1;
}

pub fn find(cx: &mut Cx, place: &Place, name: &str) -> Result<Option<Rule>, AwsError> {
    let key = (place.name.as_str(), name);
    Ok(RULES.get(cx.tx, place.scope(), &key)?)
}

/// The rule, or that there is no such bus or rule.
pub fn open(cx: &mut Cx, place: &Place, name: &str) -> Result<Rule, AwsError> {
    crate::bus::open(cx, place)?;
    find(cx, place, name)?.ok_or_else(|| errors::no_rule(name, &place.name))
}

pub fn save(cx: &mut Cx, place: &Place, rule: &Rule) -> Result<(), AwsError> {
    let key = (place.name.as_str(), rule.name.as_str());
    Ok(RULES.put(cx.tx, place.scope(), &key, rule)?)
}

pub fn of_bus(cx: &mut Cx, place: &Place, limit: usize) -> Result<Vec<Rule>, AwsError> {
    let span = Span::prefix(place.name.as_str());
    let rows = RULES.scan(cx.tx, place.scope(), span, limit, false)?;
    Ok(rows.into_iter().map(|(_, rule)| rule).collect())
}

impl Rule {
    pub fn state(&self) -> &'static str {
        match self.enabled {
            true => "ENABLED",
            false => "DISABLED",
        }
    }
}

//! The row of a scheduled action.

use super::clock;
use crate::place::Place;
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Span, Stored, Table};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// By resource, dimension and name.
pub static ACTIONS: Table<(String, String, String), Action> = Table::new("appscaling_action");

/// Of a target.
pub const MOST: usize = 200;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Action {
    pub place: Place,
    pub name: String,
    /// In its ARN.
    pub id: String,
    pub schedule: String,
    pub zone: Option<String>,
    pub start: Option<Timestamp>,
    pub end: Option<Timestamp>,
    pub min: Option<i64>,
    pub max: Option<i64>,
    pub created: Timestamp,
    /// What a rate counts from.
    pub base: Timestamp,
    /// When it is next due.
    pub next: Option<Timestamp>,
}

impl Stored for Action {
    const VERSION: u32 = 1;
}

impl Action {
    pub fn key(&self) -> (&str, &str, &str) {
        (&self.place.resource, &self.place.dimension, &self.name)
    }
}

pub fn find(cx: &mut Cx, place: &Place, name: &str) -> Result<Option<Action>, AwsError> {
    let key = (place.resource.as_str(), place.dimension.as_str(), name);
    Ok(ACTIONS.get(cx.tx, cx.scope(), &key)?)
}

pub fn save(cx: &mut Cx, action: &Action) -> Result<(), AwsError> {
    Ok(ACTIONS.put(cx.tx, cx.scope(), &action.key(), action)?)
}

pub fn remove(cx: &mut Cx, mut action: Action) -> Result<(), AwsError> {
    clock::unwind(cx, &mut action)?;
    ACTIONS.delete(cx.tx, cx.scope(), &action.key())?;
    Ok(())
}

pub fn remove_all(cx: &mut Cx, place: &Place) -> Result<(), AwsError> {
    let span = Span::prefix(&place.key());
    let rows = ACTIONS.scan(cx.tx, cx.scope(), span, MOST, false)?;
    for (_, action) in rows {
        remove(cx, action)?;
    }
    Ok(())
}

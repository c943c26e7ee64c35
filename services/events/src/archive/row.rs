//! The row of an archive.

use crate::errors;
use crate::place::Place;
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Scope, Span, Stored, Table, Tx};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub static ARCHIVES: Table<String, Archive> = Table::new("events_archive");

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Archive {
    pub name: String,
    /// What its events are kept under: another one of the same name has others.
    pub id: String,
    pub bus: String,
    pub description: Option<String>,
    pub pattern: Option<String>,
    /// Zero keeps them for ever.
    pub retention_days: i64,
    pub created: Timestamp,
}

impl Stored for Archive {
    const VERSION: u32 = 1;
}

pub fn find(cx: &mut Cx, name: &str) -> Result<Option<Archive>, AwsError> {
    Ok(ARCHIVES.get(cx.tx, cx.scope(), name)?)
}

pub fn open(cx: &mut Cx, name: &str) -> Result<Archive, AwsError> {
    let missing = || errors::not_found(format!("Archive {name} does not exist."));
    find(cx, name)?.ok_or_else(missing)
}

pub fn save(cx: &mut Cx, archive: &Archive) -> Result<(), AwsError> {
    Ok(ARCHIVES.put(cx.tx, cx.scope(), &archive.name, archive)?)
}

pub fn all(cx: &mut Cx, scope: Scope<'_>) -> Result<Vec<Archive>, AwsError> {
    of(cx.tx, scope)
}

pub fn of(tx: &mut Tx, scope: Scope<'_>) -> Result<Vec<Archive>, AwsError> {
    let rows = ARCHIVES.scan(tx, scope, Span::all(), usize::MAX, false)?;
    Ok(rows.into_iter().map(|(_, archive)| archive).collect())
}

pub fn arn(cx: &Cx, name: &str) -> String {
    cx.arn("events", &format!("archive/{name}"))
}

/// The bus that an archive is of, by its ARN.
pub fn source(cx: &Cx, arn: &str) -> Result<Place, AwsError> {
    let wrong = || errors::parameter("EventSourceArn", "Must contain an ARN.");
    let place = Place::of_arn(arn).ok_or_else(wrong)?;
    match place.scope() == cx.scope() {
        true => Ok(place),
        false => Err(errors::no_bus(&place.name)),
    }
}
